import type { BernoulliParameters } from '../fills/bernoulli.js';
import { refusal, streamed } from '../refuse.js';
import type { KeyedArray, KeyedDType } from './keyed-array.js';
import type { StreamKey } from './stream-key.js';
import { drawKeyedWords } from './words.js';

const op = 'fillKeyedBernoulli';

/**
 * Refuses what `fillKeyedBernoulli` would refuse.
 *
 * Errors: `OPTION` for p outside [0, 1] and for NaN.
 */
export function checkKeyedBernoulli({ p }: BernoulliParameters, _dtype?: KeyedDType): void {
  if (typeof p === 'number' && p >= 0 && p <= 1) return;
  const found = typeof p === 'number' ? streamed(p) : typeof p;
  throw refusal(op, `${op} expects p in [0, 1], but found p=${found}`, { p }, 'Pass a probability.');
}

/**
 * Ones with probability p, else zeros. p counts to the nearest multiple of 2^-32, so 0 and 1 are certain.
 *
 * Element i of the stream goes to `out[i - first]`, so any part of a tensor can be made alone.
 *
 * Errors: those of `checkKeyedBernoulli`, and `OPTION` for a `first` that is no index.
 *
 * @example
 * import { fillKeyedBernoulli, StreamKey } from '@nn/random';
 *
 * const mask = new Float32Array(8);
 * fillKeyedBernoulli(mask, { p: 0.9 }, StreamKey.fromSeed(0).fold('mask'));
 */
export function fillKeyedBernoulli(
  out: KeyedArray,
  parameters: BernoulliParameters,
  key: StreamKey,
  first: number = 0,
): void {
  checkKeyedBernoulli(parameters);
  const ones = Math.round(parameters.p * 0x100000000);
  drawKeyedWords(out.length, key, first, (words, start) => {
    for (let j = 0; j < words.length; j++) out[start + j] = words[j]! < ones ? 1 : 0;
  });
}
