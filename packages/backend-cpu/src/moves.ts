import { type DType, dtypes, type TypedArray } from '@nn/core';

/** Integer words over an element's memory: what is moved through them keeps every bit, NaN's payload included. */
export type Words = Uint8Array | Uint16Array | Int32Array;

interface Moving {
  move(source: Words, i: number, step: number, target: Words, j: number, stride: number, count: number): void;
}

/** Copies `count` elements: reads from element `i` every `step`, writes from element `j` every `stride`. */
export type Move = Moving['move'];

/** @internal The words of an array of `dtype`; elements of 8 bytes are two words each. */
export function wordsOf(array: TypedArray, dtype: DType): Words {
  const { bytes } = dtypes[dtype];
  if (bytes < 4 || array instanceof Int32Array) return array as Words;
  return new Int32Array(array.buffer, array.byteOffset, (array.length * bytes) / 4);
}

/** @internal */
export function moveOf(dtype: DType): Move {
  switch (dtypes[dtype].bytes) {
    case 1:
      return moveBytes;
    case 2:
      return moveShorts;
    case 4:
      return moveWords;
    default:
      return movePairs;
  }
}

// One loop per array type: engines compile a loop that has seen a single type several times faster.

function moveBytes(
  source: Uint8Array,
  i: number,
  step: number,
  target: Uint8Array,
  j: number,
  stride: number,
  count: number,
): void {
  for (let k = 0; k < count; k++, i += step, j += stride) target[j] = source[i]!;
}

function moveShorts(
  source: Uint16Array,
  i: number,
  step: number,
  target: Uint16Array,
  j: number,
  stride: number,
  count: number,
): void {
  for (let k = 0; k < count; k++, i += step, j += stride) target[j] = source[i]!;
}

function moveWords(
  source: Int32Array,
  i: number,
  step: number,
  target: Int32Array,
  j: number,
  stride: number,
  count: number,
): void {
  for (let k = 0; k < count; k++, i += step, j += stride) target[j] = source[i]!;
}

function movePairs(
  source: Int32Array,
  i: number,
  step: number,
  target: Int32Array,
  j: number,
  stride: number,
  count: number,
): void {
  i *= 2;
  j *= 2;
  for (let k = 0; k < count; k++, i += 2 * step, j += 2 * stride) {
    target[j] = source[i]!;
    target[j + 1] = source[i + 1]!;
  }
}
