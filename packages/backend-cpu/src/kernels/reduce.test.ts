import { type DType, dtypes, type ReduceKind, type View } from '@nn/core';
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
  randomShape,
  randomView,
  viewOf,
} from '../testing/views.js';
import { reduce } from './reduce.js';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 60_000 });

const kinds: ReduceKind[] = ['sum', 'prod', 'max', 'min', 'any', 'all'];

/** The fold of some elements, by definition, before it is rounded to its dtype. */
function folded(kind: ReduceKind, dtype: DType, values: (number | bigint)[]): number | bigint {
  if (kind === 'any' || kind === 'all' || dtype === 'bool') {
    const truths = values.map((x) => Number(x) !== 0);
    const every = kind === 'all' || kind === 'prod' || kind === 'min';
    const truth = Number(every ? truths.every(Boolean) : truths.some(Boolean));
    return dtype === 'int64' ? BigInt(truth) : truth;
  }
  if (dtype === 'int64' || dtype === 'int32' || dtype === 'uint8') {
    const whole = values.map(BigInt);
    if (kind === 'sum' || kind === 'prod') {
      const result = kind === 'sum' ? whole.reduce((a, b) => a + b, 0n) : whole.reduce((a, b) => a * b, 1n);
      if (dtype === 'int64') return BigInt.asIntN(64, result);
      return Number(dtype === 'int32' ? BigInt.asIntN(32, result) : BigInt.asUintN(8, result));
    }
    const best = whole.reduce((a, b) => ((kind === 'max' ? b > a : b < a) ? b : a));
    return dtype === 'int64' ? best : Number(best);
  }
  const numbers = values.map(Number);
  if (kind === 'sum') return numbers.reduce((a, b) => a + b, 0);
  if (kind === 'prod') return numbers.reduce((a, b) => a * b, 1);
  return kind === 'max' ? Math.max(...numbers) : Math.min(...numbers);
}

describe('reduce', () => {
  it('folds random axes of random views as defined, for every dtype', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(dtypes) as DType[])),
        fc.constantFrom(...kinds),
        fc.integer(),
        (dtype, kind, seed) => {
          const random = randomFrom(seed);
          const shape = randomShape(random);
          const axes = shape.map((_, axis) => axis).filter(() => random() < 0.5);
          const x = randomView(shape, dtype, random, { expand: true });
          const out = randomView(
            shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
            dtype,
            random,
          );
          const neighbours = neighboursOf(out);
          reduce([x], { kind, axes }, [out]);
          for (const index of indicesOf(out.shape)) {
            const members = indicesOf(shape).filter((other) =>
              other.every((i, axis) => axes.includes(axis) || i === index[axis]),
            );
            const expected = folded(
              kind,
              dtype,
              members.map((member) => numberOf(dtype, at(x, member))),
            );
            const actual = numberOf(dtype, at(out, index));
            if (typeof expected === 'bigint' || dtypes[dtype].category !== 'floating') expect(actual).toBe(expected);
            else
              expectClose(
                dtype,
                Number(actual),
                expected,
                members.reduce((sum, member) => sum + Math.abs(Number(numberOf(dtype, at(x, member)))), 0),
              );
          }
          expect(neighboursOf(out)).toEqual(neighbours);
        },
      ),
      { seed: 42, numRuns: 1000 },
    );
  });

  it('gives the neutral element of an empty fold', () => {
    const x = viewOf('float32', [0, 3], []);
    const results = (['sum', 'prod', 'any', 'all'] as const).map((kind) => {
      const out = viewOf('float32', [1, 3], [5, 5, 5]);
      reduce([x], { kind, axes: [0] }, [out]);
      return elementsOf(out)[1];
    });
    expect(results).toEqual([0, 1, 0, 1]);
    const none = viewOf('float32', [0, 1], []);
    reduce([x], { kind: 'sum', axes: [1] }, [none]);
    expect(elementsOf(none)).toEqual([]);
  });

  it('sums ten million float32 to the last place', () => {
    const length = 10_000_000;
    const x = new Float32Array(length).fill(0.1);
    const view: View = {
      storage: { dtype: 'float32', length, memory: x },
      dtype: 'float32',
      shape: [length],
      strides: [1],
      offset: 0,
    };
    const out = viewOf('float32', [1], []);
    reduce([view], { kind: 'sum', axes: [0] }, [out]);
    expect(elementsOf(out)[0]).toBe(Math.fround(length * Math.fround(0.1)));
  });

  it('lets NaN win in max and min, wherever it stands', () => {
    for (let length = 1; length < 40; length++) {
      const elements = Array.from({ length }, (_, i) => i);
      elements[below(randomFrom(length), length)] = NaN;
      for (const kind of ['max', 'min'] as const) {
        const out = viewOf('float32', [1], []);
        reduce([viewOf('float32', [length], elements)], { kind, axes: [0] }, [out]);
        expect(elementsOf(out)).toEqual([NaN]);
      }
    }
  });

  it('wraps int64 sums and counts exactly beyond a chunk', () => {
    const out = viewOf('int64', [1], []);
    reduce([viewOf('int64', [3], [2n ** 62n, 2n ** 62n, 2n ** 62n])], { kind: 'sum', axes: [0] }, [out]);
    expect(elementsOf(out)).toEqual([-(2n ** 62n)]);
    reduce([viewOf('int64', [5000], new Array<bigint>(5000).fill(-3n))], { kind: 'sum', axes: [0] }, [out]);
    expect(elementsOf(out)).toEqual([-15000n]);
  });
});

/** Within the dtype's rounding of sums of this size; equal where not finite. */
function expectClose(dtype: DType, actual: number, expected: number, scale: number): void {
  const largest = { float16: 65504, bfloat16: 3.38e38, float32: 3.4e38, float64: Infinity }[dtype as 'float32'];
  if (!Number.isFinite(expected) || Math.abs(expected) > largest) {
    if (!Number.isFinite(expected)) expect(actual).toBe(expected);
    return;
  }
  const epsilon = 2 ** -(dtypes[dtype].precision - 1);
  const least = dtype === 'float16' ? 2 ** -24 : dtype === 'float64' ? 5e-324 : 2 ** -133;
  const bound =
    epsilon * Math.max(Math.abs(expected), Number.isFinite(scale) && dtype === 'float64' ? scale : 0) + least;
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(bound);
}
