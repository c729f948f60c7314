import { type DType, dtypes, NnError, type TypedArray } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  at,
  below,
  elementsOf,
  indicesOf,
  neighboursOf,
  randomFrom,
  randomShape,
  randomView,
  viewOf,
} from '../testing/views.js';
import { gather } from './gather.js';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 60_000 });

describe('gather', () => {
  it('picks the elements that random indices name, for every dtype', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(dtypes) as DType[])),
        fc.constantFrom('int32' as const, 'int64' as const),
        fc.integer(),
        (dtype, indexType, seed) => {
          const random = randomFrom(seed);
          const shape = randomShape(random);
          const axis = shape.length === 0 ? 0 : below(random, shape.length);
          const x = randomView(shape, dtype, random, { expand: true });
          const index = randomView(
            shape.map((size, i) => (i === axis ? below(random, 7) : 1 + below(random, size))),
            indexType,
            random,
            { expand: true },
          );
          const words = index.storage.memory as TypedArray;
          for (let i = 0; i < words.length; i++)
            words[i] =
              indexType === 'int64' ? BigInt(below(random, shape[axis] ?? 1)) : below(random, shape[axis] ?? 1);
          const out = randomView(index.shape, dtype, random);
          const neighbours = neighboursOf(out);
          gather([x, index], { axis }, [out]);
          for (const place of indicesOf(out.shape)) {
            expect(at(out, place)).toBe(
              at(
                x,
                place.map((i, other) => (other === axis ? Number(at(index, place)) : i)),
              ),
            );
          }
          expect(neighboursOf(out)).toEqual(neighbours);
        },
      ),
      { seed: 42, numRuns: 500 },
    );
  });

  it('picks whole rows by an index that is repeated along them', () => {
    const table = viewOf(
      'float32',
      [3, 4],
      Array.from({ length: 12 }, (_, i) => i),
    );
    const index = { ...viewOf('int64', [2], [2n, 0n]), shape: [2, 4], strides: [1, 0] };
    const out = viewOf('float32', [2, 4], []);
    gather([table, index], { axis: 0 }, [out]);
    expect(elementsOf(out)).toEqual([8, 9, 10, 11, 0, 1, 2, 3]);
  });

  it('refuses an index out of range, and writes nothing', () => {
    const x = viewOf('float32', [2, 3], [1, 2, 3, 4, 5, 6]);
    for (const bad of [-1, 3, 2147483647]) {
      const out = viewOf('float32', [1, 2], [8, 9]);
      expect(() => gather([x, viewOf('int32', [1, 2], [0, bad])], { axis: 1 }, [out])).toThrow(
        `index ${bad} is out of bounds for dimension 1 with size 3`,
      );
      expect(elementsOf(out)).toEqual([8, 9]);
    }
    try {
      gather([x, viewOf('int64', [1, 1], [2n ** 40n])], { axis: 0 }, [viewOf('float32', [1, 1], [])]);
      expect.unreachable();
    } catch (error) {
      expect((error as NnError).code).toBe('INDEX');
      expect((error as NnError).details).toEqual({ index: 2 ** 40, axis: 0, size: 2 });
    }
  });
});
