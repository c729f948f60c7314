import type { DType } from '@nn/core';
import { NnError } from '@nn/core';
import type { Generator } from '../generator.js';
import { drawWords } from './draw.js';
import type { FillableArray } from './fillable-array.js';
import { halvesOf, storeWords } from './int64-halves.js';

/**
 * How many integers, from 0 up, each dtype holds exactly (half of them where there is a sign); int64 and float64 take
 * 64-bit draws.
 */
const counts: Readonly<Record<Exclude<DType, 'int64' | 'float64'>, number>> = {
  float32: 2 ** 24 + 1,
  float16: 2 ** 11 + 1,
  bfloat16: 2 ** 8 + 1,
  int32: 2 ** 31,
  uint8: 2 ** 8,
  bool: 2,
};

/**
 * Integers from 0 to the largest up to which the dtype holds them all: the law of `random_()` without bounds. One word
 * an element; two for int64 and float64. Values of float16 and bfloat16 are written as numbers, into a Float32Array.
 *
 * Errors: `DTYPE` if the array cannot be one of that dtype; nothing is drawn then.
 *
 * @example
 * import { fillRandom, Generator } from '@nn/random';
 *
 * fillRandom(new Int32Array(3), new Generator(0), 'int32');
 */
export function fillRandom(out: FillableArray, generator: Generator, dtype: DType): void {
  checkArray(out, dtype);
  if (out instanceof BigInt64Array) {
    const halves = halvesOf(out);
    drawWords(2 * out.length, generator, (words, start, size) => {
      for (let j = 0; j < size; j += 2) storeWords(halves, (start + j) / 2, words[j]! & 0x7fffffff, words[j + 1]!);
    });
  } else if (out instanceof Float64Array) {
    drawWords(2 * out.length, generator, (words, start, size) => {
      for (let j = 0; j < size; j += 2) out[(start + j) / 2] = modulo53(words[j]!, words[j + 1]!);
    });
  } else {
    const count = counts[dtype as keyof typeof counts];
    drawWords(out.length, generator, (words, start, size) => {
      for (let j = 0; j < size; j++) out[start + j] = words[j]! % (count >>> 0);
    });
  }
}

/** A 64-bit draw modulo 2^53 + 1: with the draw as h * 2^53 + l, that is l - h, since 2^53 is -1 there. */
function modulo53(high: number, low: number): number {
  const h = high >>> 21;
  const l = (high & 0x1fffff) * 2 ** 32 + low;
  return l >= h ? l - h : 2 ** 53 + (l - h + 1);
}

function checkArray(out: FillableArray, dtype: DType): void {
  const fits: Readonly<Record<DType, boolean>> = {
    float32: out instanceof Float32Array,
    float16: out instanceof Float32Array,
    bfloat16: out instanceof Float32Array,
    float64: out instanceof Float64Array,
    int32: out instanceof Int32Array,
    int64: out instanceof BigInt64Array,
    uint8: out instanceof Uint8Array,
    bool: out instanceof Uint8Array,
  };
  if (fits[dtype]) return;
  throw new NnError('DTYPE', `random_: a ${out.constructor.name} does not hold ${dtype}`, {
    op: 'random_',
    details: { dtype, array: out.constructor.name },
    advice: 'Pass the typed array of that dtype.',
  });
}
