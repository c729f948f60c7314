import { keyedNormalTable } from './normal-table.js';

let coefficients: Float64Array | undefined;

/** The table of `normalOfWord`, as doubles. Made at the first call. */
export function normalCoefficients(): Float64Array {
  return (coefficients ??= Float64Array.from(keyedNormalTable()));
}

/** One over 2^26, 2^29 and 2^32. */
const unit26 = 1 / 0x4000000;
const unit29 = 1 / 0x20000000;
const unit32 = 1 / 0x100000000;

/**
 * The inverse distribution function of the standard normal law at (word + 1/2) / 2^32, as a fixed-point number: exact
 * in a double. It grows with the word, and a word's complement gives the negative. `table` is `normalCoefficients()`.
 */
export function normalOfWord(word: number, table: Float64Array): number {
  const signed = word | 0;
  const x = ((signed < 0 ? ~signed : signed) << 1) | 1;
  const octave = Math.clz32(x);
  const aligned = x << octave;
  const row = ((octave << 5) | ((aligned >>> 26) & 31)) << 2;
  // The distance to the segment's inner border, of 2^26. All products are below 2^53, so the floors are exact.
  const f = ~aligned & 0x3ffffff;
  const third = table[row + 2]! + (Math.imul(f >>> 10, table[row + 3]!) >>> 16);
  const second = table[row + 1]! + Math.floor(f * third * unit26);
  const size = (table[row]! + Math.floor(f * second * unit26)) * (octave === 0 ? unit32 : unit29);
  return signed < 0 ? size : -size;
}
