import type { Generator } from '../generator.js';
import { stateSize, temper } from '../mt19937.js';
import { fillUnits } from './units.js';

/*
 * For laws that cannot draw into the array that they fill. What is drawn comes in pieces that stay in the cache, and
 * always in one and the same array: `take` uses the first `size` of them for the elements from `start` on.
 */

/** Even, so that no pair of words is torn apart. */
const chunkSize = 2048;

/** Hands on the next `count` words. */
export function drawWords(
  count: number,
  generator: Generator,
  take: (words: Uint32Array, start: number, size: number) => void,
): void {
  const chunk = new Uint32Array(Math.min(count, chunkSize));
  for (let start = 0; start < count; start += chunkSize) {
    const size = Math.min(chunkSize, count - start);
    fillWords(chunk, size, generator);
    take(chunk, start, size);
  }
}

/** Hands on the next `count` multiples of 2^-53 in [0, 1): two words each. */
export function drawUnits64(
  count: number,
  generator: Generator,
  take: (units: Float64Array, start: number, size: number) => void,
): void {
  const chunk = new Float64Array(Math.min(count, chunkSize));
  for (let start = 0; start < count; start += chunkSize) {
    const size = Math.min(chunkSize, count - start);
    fillUnits(chunk, 0, size, generator);
    take(chunk, start, size);
  }
}

function fillWords(out: Uint32Array, count: number, generator: Generator): void {
  const { words } = generator;
  for (let i = 0; i < count;) {
    if (generator.position === stateSize) generator.twist();
    let at = generator.position;
    const stop = Math.min(count, i + stateSize - at);
    while (i < stop) out[i++] = temper(words[at++]!);
    generator.position = at;
  }
}
