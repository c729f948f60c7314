import { type DType, dtypes, type View } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  at,
  below,
  elementsOf,
  indicesOf,
  neighboursOf,
  numberOf,
  randomFrom,
  randomView,
  viewOf,
} from '../testing/views.js';
import { copy } from './copy.js';
import { matmul } from './matmul.js';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 60_000 });

/** The element by definition, in the type that it is computed in. */
function element(dtype: DType, a: View, b: View, bias: View | undefined, index: readonly number[]): number | bigint {
  const batch = index.slice(0, -2);
  const [row, column] = index.slice(-2);
  const size = a.shape.at(-1)!;
  const pairs = Array.from(
    { length: size },
    (_, k) => [numberOf(dtype, at(a, [...batch, row!, k])), numberOf(dtype, at(b, [...batch, k, column!]))] as const,
  );
  const added = bias === undefined ? undefined : numberOf(dtype, at(bias, index));
  if (dtype === 'float64') {
    return pairs.reduce((sum, [x, y]) => sum + Number(x) * Number(y), 0) + Number(added ?? -0);
  }
  if (dtypes[dtype].category === 'floating') {
    let sum = 0;
    for (const [x, y] of pairs) sum = Math.fround(Number(x) * Number(y) + sum);
    return added === undefined ? sum : Math.fround(sum + Number(added));
  }
  if (dtype === 'bool') return Number(pairs.some(([x, y]) => x !== 0 && y !== 0) || (added ?? 0) !== 0);
  const sum = pairs.reduce((total, [x, y]) => total + BigInt(x) * BigInt(y), BigInt(added ?? 0));
  if (dtype === 'int64') return BigInt.asIntN(64, sum);
  return Number(dtype === 'int32' ? BigInt.asIntN(32, sum) : BigInt.asUintN(8, sum));
}

/** A value of the compute type as a raw element. */
function raw(dtype: DType, value: number | bigint): number | bigint {
  if (dtype !== 'float16' && dtype !== 'bfloat16') return value;
  const out = viewOf(dtype, [], []);
  copy([viewOf('float32', [], [value])], {}, [out]);
  return elementsOf(out)[0]!;
}

function check(
  dtype: DType,
  batch: number[],
  m: number,
  k: number,
  n: number,
  withBias: boolean,
  random: () => number,
): void {
  const a = randomView([...batch, m, k], dtype, random, { expand: true });
  const b = randomView([...batch, k, n], dtype, random, { expand: true });
  const out = randomView([...batch, m, n], dtype, random);
  const bias = withBias ? randomView(out.shape, dtype, random, { expand: true }) : undefined;
  const neighbours = neighboursOf(out);
  matmul(bias === undefined ? [a, b] : [a, b, bias], {}, [out]);
  for (const index of indicesOf(out.shape))
    expect(numberOf(dtype, at(out, index))).toBe(numberOf(dtype, raw(dtype, element(dtype, a, b, bias, index))));
  expect(neighboursOf(out)).toEqual(neighbours);
}

describe('matmul', () => {
  it('gives the defined bits on random views, batches and biases, for every dtype', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(dtypes) as DType[])),
        fc.boolean(),
        fc.integer(),
        (dtype, withBias, seed) => {
          const random = randomFrom(seed);
          const batch = Array.from({ length: below(random, 3) }, () => 1 + below(random, 3));
          check(dtype, batch, 1 + below(random, 6), below(random, 6), 1 + below(random, 10), withBias, random);
        },
      ),
      { seed: 42, numRuns: 600 },
    );
  });

  it('gives the defined float32 bits for all small sizes, whichever block computes them', () => {
    const random = randomFrom(1);
    for (let m = 1; m <= 10; m++)
      for (let n = 1; n <= 18; n++) check('float32', [], m, 1 + below(random, 20), n, n % 2 === 0, random);
  });

  it('gives the defined float32 bits for a long sum', () => {
    const random = randomFrom(2);
    check('float32', [], 5, 700, 9, true, random);
    check('float32', [2], 1, 700, 3, false, random);
  });

  it('adds a bias that is the output itself, and multiplies a matrix into its own place', () => {
    const out = viewOf(
      'float32',
      [5, 5],
      Array.from({ length: 25 }, (_, i) => i),
    );
    const ones = viewOf('float32', [5, 1], [1, 1, 1, 1, 1]);
    matmul([ones, { ...ones, shape: [1, 5], strides: [5, 1] }, out], {}, [out]);
    expect(elementsOf(out)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
    const square = viewOf('float32', [2, 2], [1, 1, 0, 1]);
    matmul([square, square], {}, [square]);
    expect(elementsOf(square)).toEqual([1, 2, 0, 1]);
  });

  it('gives zeros, or the bias, where there is nothing to sum, and nothing of an empty product', () => {
    const out = viewOf('float32', [2, 2], [9, 9, 9, 9]);
    matmul([viewOf('float32', [2, 0], []), viewOf('float32', [0, 2], [])], {}, [out]);
    expect(elementsOf(out)).toEqual([0, 0, 0, 0]);
    matmul([viewOf('float32', [0, 3], []), viewOf('float32', [3, 2], [1, 2, 3, 4, 5, 6])], {}, [
      viewOf('float32', [0, 2], []),
    ]);
    matmul([viewOf('float32', [0, 2, 3], []), viewOf('float32', [0, 3, 2], [])], {}, [
      viewOf('float32', [0, 2, 2], []),
    ]);
  });
});
