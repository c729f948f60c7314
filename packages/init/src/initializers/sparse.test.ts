import { numelOf } from '@nn/core';
import { StreamKey } from '@nn/random';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { valuesOf } from '../initializer/test-values.js';

const seed = StreamKey.fromSeed(5);

describe('sparse', () => {
  it('has exactly ⌈sparsity · rows⌉ zeros in every column', () => {
    const size = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(size, size, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (rows, columns, sparsity, at) => {
        const data = valuesOf(init.sparse({ sparsity }), [rows, columns], { key: seed.fold(at) });
        for (let column = 0; column < columns; column++) {
          const zeros = data.filter((x, i) => i % columns === column && x === 0).length;
          expect(zeros).toBe(Math.ceil(sparsity * rows));
        }
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it('zeroes each pair of rows as often as any other', () => {
    const columns = 20_000;
    const data = valuesOf(init.sparse({ sparsity: 0.4 }), [5, columns], { key: seed });
    const pairs = new Map<string, number>();
    for (let column = 0; column < columns; column++) {
      const zeros = [0, 1, 2, 3, 4].filter((row) => data[row * columns + column] === 0).join();
      pairs.set(zeros, (pairs.get(zeros) ?? 0) + 1);
    }
    expect(pairs.size).toBe(10);
    for (const count of pairs.values())
      expect(Math.abs(count / columns - 0.1)).toBeLessThan(6 * Math.sqrt(0.09 / columns));
  });

  it('has the values of a normal initializer where it is not zero', () => {
    const data = valuesOf(init.sparse({ sparsity: 0.5, std: 0.3 }), [6, 5], { key: seed });
    const full = valuesOf(init.normal({ std: 0.3 }), [6, 5], { key: seed.fold('values') });
    expect(data.filter((x, i) => x !== 0 && x !== full[i])).toHaveLength(0);
  });

  it('is made in no time, also of a tall matrix', () => {
    expect(valuesOf(init.sparse({ sparsity: 0.1 }), [200_000, 2])).toHaveLength(numelOf([200_000, 2]));
  });

  it('claims no exact count where float16 would round more to zero', () => {
    const invariant = (dtype: 'float16' | 'bfloat16'): string => {
      const claimed = init.claimOf(init.sparse({ sparsity: 0.5 }), specOf16(dtype)).invariants![0]!;
      return claimed.invariant;
    };
    expect([invariant('float16'), invariant('bfloat16')]).toEqual(['custom', 'zerosPerSlice']);
  });

  it('refuses other shapes and shares', () => {
    for (const shape of [[4], [2, 2, 2]])
      expect(() => valuesOf(init.sparse({ sparsity: 0.5 }), shape)).toThrow('only a matrix has columns');
    for (const sparsity of [-0.1, 1.1, Number.NaN])
      expect(() => init.sparse({ sparsity })).toThrow(expect.objectContaining({ code: 'OPTION' }));
    expect(() => valuesOf(init.sparse({ sparsity: 0.5, std: 1e38 }), [2, 2])).toThrow(
      expect.objectContaining({ code: 'INITIALIZER' }),
    );
  });
});

function specOf16(dtype: 'float16' | 'bfloat16'): init.TensorSpec {
  const nothing = {
    role: null,
    axes: null,
    fans: null,
    blocks: null,
    addedTo: null,
    depth: null,
    activation: null,
    default: null,
  };
  return { ...nothing, shape: [4, 4], dtype, groups: 1, sibling: () => null };
}
