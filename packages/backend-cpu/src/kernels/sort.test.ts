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
import { sort } from './sort.js';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 60_000 });

/** Ascending, NaN last. */
const compare = (a: number | bigint, b: number | bigint): number =>
  a < b || (b !== b && a === a) ? -1 : b < a || (a !== a && b === b) ? 1 : 0;

describe('sort', () => {
  it('sorts random views stably along an axis, both ways', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(dtypes) as DType[])),
        fc.boolean(),
        fc.integer(),
        (dtype, descending, seed) => {
          const random = randomFrom(seed);
          const shape = randomShape(random);
          if (shape.length > 0 && random() < 0.5) shape[below(random, shape.length)] = below(random, 60);
          const axis = shape.length === 0 ? 0 : below(random, shape.length);
          const x = randomView(shape, dtype, random, { expand: true });
          const values = randomView(shape, dtype, random);
          const places = randomView(shape, 'int64', random);
          const neighbours = neighboursOf(values);
          sort([x], { axis, descending }, [values, places]);
          for (const first of indicesOf(shape.map((size, i) => (i === axis ? Math.min(size, 1) : size)))) {
            const place = (k: number): number[] => first.map((i, other) => (other === axis ? k : i));
            const row = Array.from({ length: shape[axis] ?? 1 }, (_, k) => numberOf(dtype, at(x, place(k))));
            const order = row
              .map((_, k) => k)
              .sort((a, b) => (descending ? -1 : 1) * compare(row[a]!, row[b]!) || a - b);
            expect(row.map((_, k) => Number(at(places, place(k))))).toEqual(order);
            row.forEach((_, k) => expect(numberOf(dtype, at(values, place(k)))).toBe(row[order[k]!]));
          }
          expect(neighboursOf(values)).toEqual(neighbours);
        },
      ),
      { seed: 42, numRuns: 500 },
    );
  });

  it('orders what is special as PyTorch', () => {
    const x = viewOf('float32', [7], [1, NaN, 0, -0, Infinity, NaN, -Infinity]);
    const values = viewOf('float32', [7], []);
    const places = viewOf('int64', [7], []);
    sort([x], { axis: 0, descending: false }, [values, places]);
    expect(elementsOf(places).map(Number)).toEqual([6, 2, 3, 0, 4, 1, 5]);
    expect(elementsOf(values)).toEqual([-Infinity, 0, -0, 1, Infinity, NaN, NaN]);
    sort([x], { axis: 0, descending: true }, [values, places]);
    expect(elementsOf(places).map(Number)).toEqual([1, 5, 4, 0, 2, 3, 6]);
  });
});
