import type { NormalParameters } from '../fills/normal.js';
import { largest, refusal, streamed } from '../refuse.js';
import { dtypeOf, type KeyedArray, type KeyedDType, requireFinite, rounded } from './keyed-array.js';
import { normalCoefficients, normalOfWord } from './normal-of-word.js';
import type { StreamKey } from './stream-key.js';
import { drawKeyedWords } from './words.js';

const op = 'fillKeyedNormal';

/** No normal lies farther out than this many standard deviations. */
const reach = 6.34;

/**
 * Refuses what `fillKeyedNormal` would refuse.
 *
 * Errors: `OPTION` for a mean or std that is not finite in the dtype, std < 0, and values so large that they would
 * overflow.
 */
export function checkKeyedNormal({ mean, std }: NormalParameters, dtype: KeyedDType): void {
  requireFinite(op, { mean, std }, dtype);
  const details = { mean, std, dtype };
  if (std < 0) {
    throw refusal(op, `${op} expects std >= 0, but found std=${streamed(std)}`, details, 'Pass std >= 0.');
  }
  if (Math.abs(mean) + reach * std > largest[dtype]) {
    const sentence = `${op}: mean=${streamed(mean)} and std=${streamed(std)} give values that ${dtype} does not hold`;
    throw refusal(op, sentence, details, 'Take smaller ones.');
  }
}

/**
 * Normal with the given mean and standard deviation: mean + std * z, each operation rounded, with z from the inverse
 * distribution function of one word in fixed point. float32 rounds z first, to the nearest number; float64 takes it
 * as it is, a multiple of 2^-32 at best. |z| <= 6.338. The bits are the same on every engine and backend.
 *
 * Element i of the stream goes to `out[i - first]`, so any part of a tensor can be made alone.
 *
 * Errors: those of `checkKeyedNormal`, and `OPTION` for a `first` that is no index.
 *
 * @example
 * import { fillKeyedNormal, StreamKey } from '@nn/random';
 *
 * const key = StreamKey.fromSeed(0).fold('weight');
 * const [all, end] = [new Float32Array(10), new Float32Array(3)];
 * fillKeyedNormal(all, { mean: 0, std: 0.02 }, key);
 * fillKeyedNormal(end, { mean: 0, std: 0.02 }, key, 7);
 * end.every((x, i) => x === all[7 + i]); // true
 */
export function fillKeyedNormal(
  out: KeyedArray,
  parameters: NormalParameters,
  key: StreamKey,
  first: number = 0,
): void {
  checkKeyedNormal(parameters, dtypeOf(out));
  const normal = affineNormal(parameters, dtypeOf(out));
  drawKeyedWords(out.length, key, first, (words, start) => fillWith(normal, words, out, start));
}

/** A normal law as its elements need it. */
export interface AffineNormal {
  readonly mean: number;
  readonly std: number;
  readonly single: boolean;
  readonly table: Float64Array;
}

/** What parameters that have been checked amount to in a dtype. */
export function affineNormal({ mean, std }: NormalParameters, dtype: KeyedDType): AffineNormal {
  const single = dtype === 'float32';
  return { mean: rounded(mean, dtype), std: rounded(std, dtype), single, table: normalCoefficients() };
}

/** The element that a word makes. It never falls while the word grows. */
export function normalElement({ mean, std, single, table }: AffineNormal, word: number): number {
  const z = normalOfWord(word, table);
  return single ? Math.fround(mean + Math.fround(std * Math.fround(z))) : mean + std * z;
}

/** Writes one element a word from `start` on. */
export function fillWith(normal: AffineNormal, words: Uint32Array, out: KeyedArray, start: number): void {
  for (let j = 0; j < words.length; j++) out[start + j] = normalElement(normal, words[j]!);
}
