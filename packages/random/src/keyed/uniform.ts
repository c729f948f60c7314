import { largest, refusal, streamed } from '../refuse.js';
import type { UniformParameters } from '../fills/uniform.js';
import { dtypeOf, type KeyedArray, type KeyedDType, requireFinite, rounded } from './keyed-array.js';
import { nextBelow } from './next-below.js';
import type { StreamKey } from './stream-key.js';
import { drawKeyedWords } from './words.js';

const op = 'fillKeyedUniform';

/**
 * Refuses what `fillKeyedUniform` would refuse.
 *
 * Errors: `OPTION` for bounds that are not finite in the dtype, low > high, and a width that the dtype cannot hold.
 */
export function checkKeyedUniform({ low, high }: UniformParameters, dtype: KeyedDType): void {
  requireFinite(op, { low, high }, dtype);
  const details = { low, high, dtype };
  if (low > high) {
    const sentence = `${op} expects low <= high, but found low=${streamed(low)} and high=${streamed(high)}`;
    throw refusal(op, sentence, details, 'Give the lower bound first.');
  }
  if (!(rounded(high, dtype) - rounded(low, dtype) <= largest[dtype])) {
    const sentence = `${op}: high - low is not finite in ${dtype}, with low=${streamed(low)} and high=${streamed(high)}`;
    throw refusal(op, sentence, details, 'Take a narrower range.');
  }
}

/**
 * Uniform on [low, high): low + (high - low) * u with u a multiple of 2^-24 (float32) or 2^-32 (float64) in [0, 1),
 * each operation rounded; where that gives `high` it is the number next below, so `high` itself never comes, unless
 * it is `low` too.
 *
 * Element i of the stream goes to `out[i - first]`, so any part of a tensor can be made alone.
 *
 * Errors: those of `checkKeyedUniform`, and `OPTION` for a `first` that is no index.
 *
 * @example
 * import { fillKeyedUniform, StreamKey } from '@nn/random';
 *
 * const out = new Float32Array(3);
 * fillKeyedUniform(out, { low: -1, high: 1 }, StreamKey.fromSeed(0).fold('weight'));
 */
export function fillKeyedUniform(
  out: KeyedArray,
  parameters: UniformParameters,
  key: StreamKey,
  first: number = 0,
): void {
  checkKeyedUniform(parameters, dtypeOf(out));
  const uniform = affineUniform(parameters, dtypeOf(out));
  drawKeyedWords(out.length, key, first, (words, start) => {
    for (let j = 0; j < words.length; j++) out[start + j] = uniformElement(uniform, words[j]!);
  });
}

/** A uniform law as its elements need it. */
export interface AffineUniform {
  readonly low: number;
  readonly width: number;
  readonly high: number;
  /** What stands for `high` and beyond. */
  readonly last: number;
  readonly single: boolean;
}

/** What parameters that have been checked amount to in a dtype. */
export function affineUniform(parameters: UniformParameters, dtype: KeyedDType): AffineUniform {
  const [low, high] = [rounded(parameters.low, dtype), rounded(parameters.high, dtype)];
  const last = low === high ? low : nextBelow(high, dtype);
  return { low, width: rounded(high - low, dtype), high, last, single: dtype === 'float32' };
}

/** The element that a word makes. It never falls while the word grows. */
export function uniformElement({ low, width, high, last, single }: AffineUniform, word: number): number {
  const x = single
    ? Math.fround(low + Math.fround(width * ((word >>> 8) / 0x1000000)))
    : low + width * (word / 0x100000000);
  return x < high ? x : last;
}
