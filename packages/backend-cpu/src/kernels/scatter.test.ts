import { type DType, dtypes, type TypedArray } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  at,
  below,
  elementsOf,
  indicesOf,
  neighboursOf,
  numberOf,
  placeOf,
  randomFrom,
  randomShape,
  randomView,
  viewOf,
} from '../testing/views.js';
import { copy } from './copy.js';
import { scatter } from './scatter.js';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 60_000 });

/** A float32 value as a raw element of a dtype. */
function raw(dtype: DType, value: number): number | bigint {
  const out = viewOf(dtype, [], []);
  copy([viewOf('float32', [], [value])], {}, [out]);
  return elementsOf(out)[0]!;
}

function joined(
  dtype: DType,
  mode: 'set' | 'add' | 'multiply',
  a: number | bigint,
  b: number | bigint,
): number | bigint {
  if (mode === 'set') return b;
  if (dtypes[dtype].category === 'floating') {
    const result = mode === 'add' ? Number(a) + Number(b) : Number(a) * Number(b);
    return dtype === 'float64' ? result : Math.fround(result);
  }
  const result = mode === 'add' ? BigInt(a) + BigInt(b) : BigInt(a) * BigInt(b);
  if (dtype === 'int64') return BigInt.asIntN(64, result);
  return Number(
    dtype === 'int32'
      ? BigInt.asIntN(32, result)
      : dtype === 'uint8'
        ? BigInt.asUintN(8, result)
        : BigInt(result !== 0n),
  );
}

describe('scatter', () => {
  it('puts, adds and multiplies at random indices in row-major order, for every dtype', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(dtypes) as DType[])),
        fc.constantFrom('set' as const, 'add' as const, 'multiply' as const),
        fc.integer(),
        (dtype, mode, seed) => {
          const random = randomFrom(seed);
          const shape = randomShape(random);
          const axis = shape.length === 0 ? 0 : below(random, shape.length);
          const out = randomView(shape, dtype, random);
          const indexShape = shape.map((size, i) => (i === axis ? below(random, 7) : 1 + below(random, size)));
          const index = randomView(indexShape, 'int64', random, { expand: true });
          const memory = index.storage.memory as BigInt64Array;
          for (let i = 0; i < memory.length; i++) memory[i] = BigInt(below(random, shape[axis] ?? 1));
          const source = randomView(indexShape, dtype, random, { expand: true });

          const narrow = mode !== 'set' && (dtype === 'float16' || dtype === 'bfloat16');
          const expected = new Map(
            indicesOf(shape).map((place) => [
              placeOf(out, place),
              mode === 'set' ? at(out, place) : numberOf(dtype, at(out, place)),
            ]),
          );
          for (const place of indicesOf(indexShape)) {
            const target = placeOf(
              out,
              place.map((i, other) => (other === axis ? Number(at(index, place)) : i)),
            );
            const value = at(source, place);
            expected.set(
              target,
              joined(dtype, mode, expected.get(target)!, mode === 'set' ? value : numberOf(dtype, value)),
            );
          }
          const neighbours = neighboursOf(out);
          scatter([index, source], { axis, mode }, [out]);
          for (const [place, value] of expected) {
            const actual = (out.storage.memory as TypedArray)[place]!;
            expect(narrow ? numberOf(dtype, actual) : actual).toBe(
              narrow ? numberOf(dtype, raw(dtype, Number(value))) : value,
            );
          }
          expect(neighboursOf(out)).toEqual(neighbours);
        },
      ),
      { seed: 42, numRuns: 800 },
    );
  });

  it('keeps the last of several values for one place', () => {
    const out = viewOf('float32', [3], [0, 0, 0]);
    scatter([viewOf('int64', [3], [1n, 1n, 1n]), viewOf('float32', [3], [1, 2, 3])], { axis: 0, mode: 'set' }, [out]);
    expect(elementsOf(out)).toEqual([0, 3, 0]);
    const rows = { ...viewOf('int32', [2], [1, 1]), shape: [2, 2], strides: [1, 0] };
    const table = viewOf('float32', [2, 2], [1, 2, 3, 4]);
    scatter([rows, viewOf('float32', [2, 2], [10, 20, 30, 40])], { axis: 0, mode: 'add' }, [table]);
    expect(elementsOf(table)).toEqual([1, 2, 43, 64]);
  });

  it('refuses an index out of range before anything is written', () => {
    const out = viewOf('float32', [2, 3], [1, 2, 3, 4, 5, 6]);
    const index = viewOf('int64', [1, 2], [0n, -1n]);
    expect(() => scatter([index, viewOf('float32', [1, 2], [7, 8])], { axis: 0, mode: 'set' }, [out])).toThrow(
      'index -1 is out of bounds for dimension 0 with size 2',
    );
    expect(elementsOf(out)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
