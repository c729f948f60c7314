import { numelOf, type Scalar, type Shape } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arange } from '../../create/arange.js';
import { ones } from '../../create/full.js';
import { tensor } from '../../create/tensor-of.js';
import type { Tensor } from '../../tensor.js';
import { placesOf, rank } from '../../test-model.js';
import { randomView, tensorOf, valuesOf } from '../../test-support.js';
import * as ops from '../index.js';

type Numbers = readonly number[];
const numbers = fc.array(fc.nat({ max: 60 }), { minLength: 24, maxLength: 24 });
const options = { maxRank: 3, maxSize: 4 } as const;

/** An int64 or int32 index of a shape, with places along an axis of the given size; not contiguous. */
function indexOf(
  shape: Shape,
  size: number,
  n: Numbers,
  narrow: boolean,
): { readonly index: Tensor; readonly places: number[] } {
  const places = Array.from({ length: numelOf(shape) }, (_, i) => n[i % n.length]! % size);
  const twice = tensor(
    BigInt64Array.from(
      places.flatMap((place) => [place, 0]),
      BigInt,
    ),
    { shape: [...shape, 2] },
  ).to(narrow ? 'int32' : 'int64');
  return { index: twice.select(-1, 0), places };
}

/** Calls back for every case in which the axis has places; the axis may be given from either end. */
function along(
  check: (
    x: {
      readonly view: Tensor;
      readonly values: Scalar[];
      readonly axis: number;
      readonly size: number;
      readonly dim: number;
    },
    n: Numbers,
  ) => void,
): void {
  fc.assert(
    fc.property(randomView({ ...options, writable: true }), numbers, ({ view, copy }, n) => {
      if (view.ndim === 0 || view.numel() === 0) return;
      const axis = n[0]! % view.ndim;
      check(
        { view, values: valuesOf(copy), axis, size: view.shape[axis]!, dim: n[1]! % 2 === 0 ? axis : axis - view.ndim },
        n.slice(2),
      );
    }),
    { seed: 42, numRuns: 80 },
  );
}

const replaced = (place: Numbers, axis: number, to: number): number[] => (place as number[]).with(axis, to);

describe('selection on any view', () => {
  it('gather picks along an axis', () => {
    along(({ view, values, axis, size, dim }, n) => {
      const shape = view.shape.map((length, at) => (at === axis ? 1 + (n[0]! % 5) : n[at + 1]! % (length + 1)));
      const { index, places } = indexOf(shape, size, n, n[5]! % 2 === 0);
      const expected = placesOf(shape).map((place, i) => values[rank(replaced(place, axis, places[i]!), view.shape)]);
      const result = view.gather(dim, index);
      expect([result.shape, valuesOf(result)]).toEqual([shape, expected]);
    });
  });

  it.each(['set', 'add', 'multiply'] as const)('scatter writes along an axis: %s', (mode) => {
    along(({ view, values, axis, size, dim }, n) => {
      const shape = view.shape.map((length, at) => (at === axis ? n[0]! % 5 : n[at + 1]! % (length + 1)));
      const { index, places } = indexOf(shape, size, n, n[5]! % 2 === 0);
      // Sources may be longer than the index.
      const source = arange(numelOf(shape.map((length) => length + 1)))
        .reshape(shape.map((length) => length + 1))
        .add(1);
      const expected = [...values] as number[];
      placesOf(shape).forEach((place, i) => {
        const to = rank(replaced(place, axis, places[i]!), view.shape);
        const value = 1 + rank(place, source.shape);
        expected[to] = Math.fround(
          mode === 'set' ? value : mode === 'add' ? expected[to]! + value : expected[to]! * value,
        );
      });
      const result =
        mode === 'set' ? view.scatter(dim, index, source) : view.scatter(dim, index, source, { reduce: mode });
      expect(valuesOf(result)).toEqual(expected);
      expect(valuesOf(view)).toEqual(values);
      if (mode === 'add') view.scatterAdd_(dim, index, source);
      else view.scatter_(dim, index, source, mode === 'set' ? {} : { reduce: mode });
      expect(valuesOf(view)).toEqual(expected);
    });
  });

  it('indexSelect, indexAdd, indexCopy and indexFill take slices of an axis', () => {
    along(({ view, values, axis, size, dim }, n) => {
      const count = n[0]! % 5;
      const { index, places } = indexOf([count], size, n, n[5]! % 2 === 0);
      const shape = view.shape.with(axis, count);
      const slots = placesOf(shape).map((place) => rank(replaced(place, axis, places[place[axis]!]!), view.shape));
      expect(valuesOf(view.indexSelect(dim, index))).toEqual(slots.map((slot) => values[slot]));
      const source = arange(numelOf(shape))
        .reshape(shape.toReversed())
        .permute(shape.map((_, at) => shape.length - 1 - at));
      const given = valuesOf(source) as number[];
      const [added, copied, filled] = [[...values], [...values], [...values]] as [number[], number[], number[]];
      slots.forEach((slot, i) => {
        added[slot] = Math.fround(added[slot]! + given[i]!);
        copied[slot] = given[i]!;
        filled[slot] = -5;
      });
      expect(valuesOf(view.indexAdd(dim, index, source))).toEqual(added);
      expect(valuesOf(view.indexCopy(dim, index, source))).toEqual(copied);
      expect(valuesOf(view.indexFill(dim, index, -5))).toEqual(filled);
      expect(valuesOf(view.clone().indexCopy_(dim, index, source))).toEqual(copied);
      expect(valuesOf(view.clone().indexFill_(dim, index, tensor(-5)))).toEqual(filled);
      expect(valuesOf(view.indexAdd_(dim, index, source))).toEqual(added);
    });
  });

  it('take and takeAlongDim pick by place', () => {
    along(({ view, values, axis, size, dim }, n) => {
      const shape = [n[0]! % 3, 2];
      const { index, places } = indexOf(shape, view.numel(), n, n[5]! % 2 === 0);
      expect(valuesOf(view.take(index))).toEqual(places.map((place) => values[place]));
      expect(valuesOf(view.take(index.sub(view.numel())))).toEqual(places.map((place) => values[place]));
      const one = indexOf(
        view.shape.map(() => 1),
        size,
        n,
        false,
      );
      const expected = placesOf(view.shape.with(axis, 1)).map(
        (place) => values[rank(replaced(place, axis, one.places[0]!), view.shape)],
      );
      expect(valuesOf(view.takeAlongDim(one.index, dim))).toEqual(expected);
    });
  });

  it('masks select, and are filled, in row-major order', () => {
    fc.assert(
      fc.property(
        randomView({ ...options, writable: true }),
        numbers,
        fc.nat({ max: 2 }),
        ({ view, copy }, n, lead) => {
          const shape = view.shape.slice(Math.min(lead, view.ndim));
          const bits = Array.from({ length: numelOf(shape) }, (_, i) => n[i % n.length]! % 2);
          const mask = tensorOf(bits, shape, 'uint8').to('bool');
          const chosen = placesOf(view.shape).flatMap((place, i) =>
            bits[rank(place.slice(place.length - shape.length), shape)] === 1 ? [i] : [],
          );
          const values = valuesOf(copy);
          expect(valuesOf(view.maskedSelect(mask))).toEqual(chosen.map((i) => values[i]));
          const source = arange(chosen.length + 2).add(100);
          chosen.forEach((slot, i) => void (values[slot] = 100 + i));
          expect(valuesOf(view.maskedScatter(mask, source))).toEqual(values);
          expect(valuesOf(view.maskedScatter_(mask, source))).toEqual(values);
        },
      ),
      { seed: 42, numRuns: 80 },
    );
  });

  it('nonzero lists places', () => {
    fc.assert(
      fc.property(
        randomView({ ...options, element: fc.constantFrom<number>(0, -0, 0, 2, Number.NaN) }),
        ({ view, copy }) => {
          const hits = placesOf(view.shape).filter((_, i) => valuesOf(copy)[i] !== 0);
          const result = view.nonzero();
          expect([result.dtype, result.shape]).toEqual(['int64', [hits.length, view.ndim]]);
          expect(valuesOf(result)).toEqual(hits.flat().map(BigInt));
          expect(valuesOf(view.argwhere())).toEqual(valuesOf(result));
        },
      ),
      { seed: 42, numRuns: 80 },
    );
  });

  it('triangles keep what is on their side, whatever the rest is', () => {
    fc.assert(
      fc.property(
        randomView({ minRank: 2, maxRank: 3, maxSize: 4 }),
        fc.integer({ min: -4, max: 4 }),
        ({ view, copy }, diagonal) => {
          if (view.ndim < 2) return;
          const values = valuesOf(copy);
          const kept = (inside: (row: number, column: number) => boolean): Scalar[] =>
            placesOf(view.shape).map((place, i) => (inside(place.at(-2)!, place.at(-1)!) ? values[i]! : 0));
          expect(valuesOf(view.tril(diagonal))).toEqual(kept((row, column) => column - row <= diagonal));
          expect(valuesOf(view.triu(diagonal))).toEqual(kept((row, column) => column - row >= diagonal));
        },
      ),
      { seed: 42, numRuns: 60 },
    );
  });

  it('diagEmbed is undone by diagonal', () => {
    fc.assert(
      fc.property(randomView({ minRank: 1, maxRank: 3 }), numbers, ({ view, copy }, n) => {
        if (view.ndim === 0) return;
        const axes = view.ndim + 1;
        const dim1 = n[0]! % axes;
        const place = { offset: (n[2]! % 5) - 2, dim1, dim2: (dim1 + 1 + (n[1]! % (axes - 1))) % axes };
        const square = view.diagEmbed(place);
        expect(valuesOf(square.diagonal(place))).toEqual(valuesOf(copy));
        expect(valuesOf(square.ne(0).sum())).toEqual(valuesOf(copy.ne(0).sum()));
      }),
      { seed: 42, numRuns: 60 },
    );
  });

  it('works on every dtype, and on scalars', () => {
    const first = tensor([0n]);
    for (const dtype of ['float64', 'int32', 'int64', 'uint8', 'bool', 'float16', 'bfloat16'] as const) {
      const x = ones([2, 2]).to(dtype);
      for (const y of [
        x.gather(0, tensor([[1n, 0n]])),
        x.indexSelect(1, first),
        x.take(first),
        x.tril(),
        x.maskedSelect(x.ne(0)),
        x.scatter(0, tensor([[0n, 1n]]), x),
      ]) {
        expect(y.dtype).toBe(dtype);
        expect(valuesOf(y.ne(0)).includes(true)).toBe(true);
      }
    }
    const s = tensor(3);
    expect([s.gather(0, tensor(0n)).shape, s.gather(0, first).shape, s.indexSelect(0, first).shape]).toEqual([
      [],
      [1],
      [],
    ]);
    expect([
      s.take(tensor([0n, 0n])).toArraySync(),
      s.indexFill(0, tensor(0n), 2).itemSync(),
      s.indexAdd(0, first, tensor([4])).itemSync(),
    ]).toEqual([[3, 3], 2, 7]);
    expect(s.scatter(0, tensor(0n), 4).itemSync()).toBe(4);
    expect([tensor(3).nonzero().shape, tensor(0).nonzero().shape]).toEqual([
      [1, 0],
      [0, 0],
    ]);
  });
});

describe('one-hot rows', () => {
  it('have a one where the class is', () => {
    expect(tensor([0n, 2n]).oneHot(4).toArraySync()).toEqual([
      [1, 0, 0, 0],
      [0, 0, 1, 0],
    ]);
    expect(
      tensor([[1n]])
        .oneHot()
        .toArraySync(),
    ).toEqual([[[0, 1]]]);
    expect(tensor(1n).oneHot(2).toArraySync()).toEqual([0, 1]);
    expect(tensor([0n]).slice(0, 0).oneHot(3).shape).toEqual([0, 3]);
    expect(tensor([0n, 2n]).to('int32').oneHot().dtype).toBe('int64');
  });
});

describe('grids', () => {
  it('repeat vectors along the other axes', () => {
    const [x, y] = [tensor([1n, 2n]), tensor([3n, 4n, 5n])];
    expect(ops.meshgrid([x, y]).map((grid) => grid.toArraySync())).toEqual([
      [
        [1, 1, 1],
        [2, 2, 2],
      ],
      [
        [3, 4, 5],
        [3, 4, 5],
      ],
    ]);
    expect(ops.meshgrid([x, y], { indexing: 'xy' }).map((grid) => grid.toArraySync())).toEqual([
      [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
      [
        [3, 3],
        [4, 4],
        [5, 5],
      ],
    ]);
    expect(ops.meshgrid([x, tensor(3n)]).map((grid) => grid.shape)).toEqual([
      [2, 1],
      [2, 1],
    ]);
    expect(ops.cartesianProd([x]).toArraySync()).toEqual([1, 2]);
  });
});
