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
import { argReduce } from './arg-reduce.js';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 60_000 });

describe('argReduce', () => {
  it('finds the first extreme along an axis of random views; NaN is the extreme', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(dtypes) as DType[])),
        fc.constantFrom('argmax' as const, 'argmin' as const),
        fc.integer(),
        (dtype, kind, seed) => {
          const random = randomFrom(seed);
          const shape = randomShape(random);
          const axis = shape.length === 0 ? 0 : below(random, shape.length);
          const x = randomView(shape, dtype, random, { expand: true });
          const out = randomView(
            shape.map((size, i) => (i === axis ? 1 : size)),
            'int64',
            random,
          );
          const neighbours = neighboursOf(out);
          argReduce([x], { kind, axis }, [out]);
          for (const index of indicesOf(out.shape)) {
            const row = Array.from({ length: shape[axis] ?? 1 }, (_, k) =>
              numberOf(
                dtype,
                at(
                  x,
                  index.map((i, other) => (other === axis ? k : i)),
                ),
              ),
            );
            const nan = row.findIndex((value) => Number.isNaN(value));
            const best = row.reduce((a, b) => ((kind === 'argmax' ? b > a : b < a) ? b : a));
            expect(at(out, index)).toBe(BigInt(nan >= 0 ? nan : row.indexOf(best)));
          }
          expect(neighboursOf(out)).toEqual(neighbours);
        },
      ),
      { seed: 42, numRuns: 500 },
    );
  });

  it('finds it in rows longer than a chunk', () => {
    const elements = Array.from({ length: 20_000 }, (_, i) => (i % 10_000 === 7777 ? 5 : i % 5));
    const out = viewOf('int64', [2, 1], []);
    argReduce([viewOf('float32', [2, 10_000], elements)], { kind: 'argmax', axis: 1 }, [out]);
    expect(elementsOf(out)).toEqual([7777n, 7777n]);
  });
});
