import { type DType, dtypes } from '@nn/core';
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
import { copy } from './copy.js';
import { scan } from './scan.js';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 60_000 });

const allDTypes = Object.keys(dtypes) as DType[];

/** A float64 value as a raw element of a dtype. */
function raw(dtype: DType, value: number): number | bigint {
  const out = viewOf(dtype, [], []);
  copy([viewOf('float64', [], [value])], {}, [out]);
  return elementsOf(out)[0]!;
}

describe('scan', () => {
  it('gives running sums and products along an axis of random views', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...allDTypes),
        fc.constantFrom('sum' as const, 'prod' as const),
        fc.integer(),
        (dtype, kind, seed) => {
          const random = randomFrom(seed);
          const shape = randomShape(random);
          const axis = shape.length === 0 ? 0 : below(random, shape.length);
          const x = randomView(shape, dtype, random, { expand: true });
          const out = randomView(shape, dtype, random);
          const neighbours = neighboursOf(out);
          scan([x], { kind, axis }, [out]);
          for (const index of indicesOf(shape)) {
            const before = Array.from({ length: (index[axis] ?? 0) + 1 }, (_, k) =>
              numberOf(
                dtype,
                at(
                  x,
                  index.map((i, other) => (other === axis ? k : i)),
                ),
              ),
            );
            if (dtypes[dtype].category === 'floating') {
              const expected = before
                .map(Number)
                .reduce((a, b) => (kind === 'sum' ? a + b : a * b), kind === 'sum' ? 0 : 1);
              expect(numberOf(dtype, at(out, index))).toBe(numberOf(dtype, raw(dtype, expected)));
            } else {
              const whole = before.map(BigInt).reduce((a, b) => (kind === 'sum' ? a + b : a * b));
              const wrapped =
                dtype === 'int64'
                  ? BigInt.asIntN(64, whole)
                  : dtype === 'int32'
                    ? BigInt.asIntN(32, whole)
                    : dtype === 'uint8'
                      ? BigInt.asUintN(8, whole)
                      : whole === 0n
                        ? 0n
                        : 1n;
              expect(BigInt(at(out, index))).toBe(wrapped);
            }
          }
          expect(neighboursOf(out)).toEqual(neighbours);
        },
      ),
      { seed: 42, numRuns: 500 },
    );
  });

  it('gives running extremes and the latest place of them', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...allDTypes),
        fc.constantFrom('max' as const, 'min' as const),
        fc.integer(),
        (dtype, kind, seed) => {
          const random = randomFrom(seed);
          const shape = randomShape(random);
          const axis = shape.length === 0 ? 0 : below(random, shape.length);
          const x = randomView(shape, dtype, random, { expand: true });
          const values = randomView(shape, dtype, random);
          const places = randomView(shape, 'int64', random);
          scan([x], { kind, axis }, [values, places]);
          for (const index of indicesOf(shape)) {
            const before = Array.from({ length: (index[axis] ?? 0) + 1 }, (_, k) =>
              numberOf(
                dtype,
                at(
                  x,
                  index.map((i, other) => (other === axis ? k : i)),
                ),
              ),
            );
            let place = before.findLastIndex((value) => Number.isNaN(value));
            if (place < 0) {
              const best = before.reduce((a, b) => ((kind === 'max' ? b > a : b < a) ? b : a));
              place = before.findLastIndex((value) => value === best);
            }
            expect(at(places, index)).toBe(BigInt(place));
            expect(numberOf(dtype, at(values, index))).toBe(before[place]);
          }
        },
      ),
      { seed: 42, numRuns: 500 },
    );
  });

  it('treats ties and NaN as PyTorch', () => {
    const x = viewOf('float32', [9], [1, 3, 3, 2, 3, NaN, 5, NaN, 1]);
    const values = viewOf('float32', [9], []);
    const places = viewOf('int64', [9], []);
    scan([x], { kind: 'max', axis: 0 }, [values, places]);
    expect(elementsOf(values)).toEqual([1, 3, 3, 3, 3, NaN, NaN, NaN, NaN]);
    expect(elementsOf(places).map(Number)).toEqual([0, 1, 2, 2, 4, 5, 5, 7, 7]);
  });

  it('works in place', () => {
    const x = viewOf('int32', [2, 3], [1, 2, 3, 4, 5, 6]);
    scan([x], { kind: 'sum', axis: 0 }, [x]);
    expect(elementsOf(x)).toEqual([1, 2, 3, 5, 7, 9]);
  });
});
