import type { Generator } from '../generator.js';
import { stateSize, temper } from '../mt19937.js';

/**
 * Elements `from` up to `to`: multiples of 2^-24 (float32, one word each) or 2^-53 (float64, two words each) in [0, 1).
 */
export function fillUnits(out: Float32Array | Float64Array, from: number, to: number, generator: Generator): void {
  if (out instanceof Float64Array) fillUnits64(out, from, to, generator);
  else fillUnits32(out, from, to, generator);
}

function fillUnits32(out: Float32Array, from: number, to: number, generator: Generator): void {
  const { words } = generator;
  for (let i = from; i < to;) {
    if (generator.position === stateSize) generator.twist();
    let at = generator.position;
    const stop = Math.min(to, i + stateSize - at);
    while (i < stop) out[i++] = (temper(words[at++]!) & 0xffffff) * 2 ** -24;
    generator.position = at;
  }
}

function fillUnits64(out: Float64Array, from: number, to: number, generator: Generator): void {
  const { words } = generator;
  for (let i = from; i < to;) {
    // The two words of one element may lie on either side of a twist.
    if (generator.position >= stateSize - 1) out[i++] = generator.float64Unit();
    let at = generator.position;
    const stop = Math.min(to, i + ((stateSize - at) >> 1));
    while (i < stop) {
      const high = temper(words[at]!) & 0x1fffff;
      out[i++] = (high * 2 ** 32 + (temper(words[at + 1]!) >>> 0)) * 2 ** -53;
      at += 2;
    }
    generator.position = at;
  }
}
