import type { Generator } from '../generator.js';
import { refusal } from '../refuse.js';
import { drawWords } from './draw.js';
import { halvesOf, storeInt64 } from './int64-halves.js';

const largestCount = 2 ** 31 - 1;

/**
 * Refuses what `randperm` would refuse.
 *
 * Errors: `OPTION` for n that is negative, fractional, or too large for an array of int32.
 */
export function checkRandperm(n: number): void {
  if (Number.isInteger(n) && n >= 0 && n <= largestCount) return;
  const sentence =
    n < 0
      ? `Trying to create tensor with negative dimension ${n}: [${n}]`
      : `randperm(): argument 'n' must be an integer up to ${largestCount}, but got ${n}`;
  throw refusal('randperm', sentence, { n }, 'Pass a count.');
}

/**
 * A permutation of 0 … n - 1, PyTorch's: n - 1 words. `randpermInt32` gives the same as int32.
 *
 * Errors: those of `checkRandperm`; nothing is drawn then.
 *
 * @example
 * import { Generator, randperm } from '@nn/random';
 *
 * randperm(5, new Generator(0)); // 4n, 1n, …
 */
export function randperm(n: number, generator: Generator): BigInt64Array {
  const permutation = randpermInt32(n, generator);
  const out = new BigInt64Array(n);
  const halves = halvesOf(out);
  for (let i = 0; i < n; i++) storeInt64(halves, i, permutation[i]!);
  return out;
}

/** `randperm` as int32. */
export function randpermInt32(n: number, generator: Generator): Int32Array {
  checkRandperm(n);
  const out = new Int32Array(n);
  for (let i = 0; i < n; i++) out[i] = i;
  drawWords(Math.max(n - 1, 0), generator, (words, start, size) => {
    for (let j = 0; j < size; j++) {
      const i = start + j;
      const other = i + (words[j]! % ((n - i) >>> 0));
      const kept = out[i]!;
      out[i] = out[other]!;
      out[other] = kept;
    }
  });
  return out;
}
