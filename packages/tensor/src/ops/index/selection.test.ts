import { numelOf, type Scalar, type Shape } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arange } from '../../create/arange.js';
import { ones, zeros } from '../../create/full.js';
import { tensor } from '../../create/tensor-of.js';
import type { Tensor } from '../../tensor.js';
import { placesOf, rank } from '../../test-model.js';
import { randomView, refusal, tensorOf, valuesOf } from '../../test-support.js';
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

const x = (): Tensor => ones([2, 3]);
const at = (...places: bigint[]): Tensor => tensor(places);

describe("refusals in PyTorch's words", () => {
  it.each([
    [
      'gather beyond the axis',
      () => x().gather(0, tensor([[5n]])),
      'INDEX',
      'index 5 is out of bounds for dimension 0 with size 2',
    ],
    [
      'gather before the axis',
      () => x().gather(0, tensor([[-1n]])),
      'INDEX',
      'index -1 is out of bounds for dimension 0 with size 2',
    ],
    ['gather by floats', () => x().gather(0, tensor([[0]])), 'DTYPE', 'gather(): Expected dtype int64 for index'],
    [
      'gather by a vector',
      () => x().gather(0, at(0n)),
      'SHAPE',
      'Index tensor must have the same number of dimensions as input tensor',
    ],
    [
      'gather by a wide index',
      () => x().gather(0, tensor([[0n, 0n, 0n, 0n]])),
      'SHAPE',
      'Size does not match at dimension 1 expected index [1, 4] to be smaller than self [2, 3] apart from dimension 0',
    ],
    [
      'gather along no axis',
      () => x().gather(3, tensor([[0n]])),
      'AXIS',
      'Dimension out of range (expected to be in range of [-2, 1], but got 3)',
    ],
    [
      'scatter beyond the axis',
      () => x().scatter(1, tensor([[0n, 3n]]), 1),
      'INDEX',
      'index 3 is out of bounds for dimension 1 with size 3',
    ],
    [
      'scatter by a vector',
      () => x().scatter(1, at(0n), 1),
      'SHAPE',
      'Index tensor must have the same number of dimensions as self tensor',
    ],
    [
      'scatter of a short source',
      () => x().scatter(1, tensor([[0n, 1n]]), ones([1, 1])),
      'SHAPE',
      'Expected index [1, 2] to be smaller than self [2, 3] apart from dimension 1 and to be smaller size than src [1, 1]',
    ],
    [
      'scatter of another dtype',
      () => x().scatter(1, tensor([[0n]]), tensor([[1n]])),
      'DTYPE',
      'scatter(): Expected self.dtype to be equal to src.dtype',
    ],
    [
      'scatter in an unknown way',
      () => x().scatter(1, tensor([[0n]]), 1, { reduce: 'foo' as never }),
      'OPTION',
      'reduce argument must be either add or multiply.',
    ],
    ['indexSelect beyond the axis', () => x().indexSelect(0, at(2n)), 'INDEX', 'index out of range in self'],
    ['indexSelect before the axis', () => x().indexSelect(0, at(-1n)), 'INDEX', 'index out of range in self'],
    [
      'indexSelect by a matrix',
      () => x().indexSelect(0, tensor([[0n]])),
      'SHAPE',
      'index_select(): Index is supposed to be a vector',
    ],
    [
      'indexSelect by floats',
      () => x().indexSelect(0, tensor([0])),
      'DTYPE',
      'index_select(): Expected dtype int32 or int64 for index',
    ],
    ['indexAdd beyond the axis', () => x().indexAdd(0, at(0n, 2n), x()), 'INDEX', 'index out of range in self'],
    [
      'indexAdd of another count',
      () => x().indexAdd(0, at(0n), x()),
      'SHAPE',
      'index_add_(): Number of indices (1) should be equal to source.size(dim): (2), for dim: 0',
    ],
    [
      'indexAdd of other slices',
      () => x().indexAdd(0, at(0n, 0n), ones([2, 2])),
      'SHAPE',
      'The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1',
    ],
    [
      'indexAdd by a matrix',
      () => x().indexAdd(0, tensor([[0n, 0n]]), x()),
      'SHAPE',
      'index_add_(): Index is supposed to be a vector, but got dim: 2 with type: Long and size: [1, 2]',
    ],
    [
      'indexAdd of another dtype',
      () => x().indexAdd(0, at(0n, 0n), x().to('int64')),
      'DTYPE',
      'index_add_(): self (Float) and source (Long) must have the same scalar type',
    ],
    [
      'indexAdd by floats',
      () => x().indexAdd(0, tensor([0, 1]), x()),
      'DTYPE',
      'index_add_(): Expected dtype int32/int64 for index but got: Float',
    ],
    [
      'indexCopy beyond the axis',
      () => x().indexCopy(0, at(2n, 0n), x()),
      'INDEX',
      'index_copy_(): index 2 is out of bounds for dimension 0 with size 2',
    ],
    [
      'indexCopy before the axis',
      () => x().indexCopy(0, at(-1n, 0n), x()),
      'INDEX',
      'index_copy_(): index -1 is out of bounds for dimension 0 with size 2',
    ],
    [
      'indexCopy of another count',
      () => x().indexCopy(0, at(0n), x()),
      'SHAPE',
      'index_copy_(): Number of indices (1) should be equal to source.size(dim) (2)',
    ],
    [
      'indexCopy by a matrix',
      () => x().indexCopy(0, tensor([[0n]]), x()),
      'SHAPE',
      'index_copy_(): Index should have dimension 1 or 0 (got 2)',
    ],
    [
      'indexCopy of another dtype',
      () => x().indexCopy(0, at(0n, 0n), x().to('int64')),
      'DTYPE',
      'index_copy_(): self and source expected to have the same dtype, but got (self) Float and (source) Long',
    ],
    [
      'indexCopy of other slices',
      () => x().indexCopy(0, at(0n, 1n), ones([2, 2])),
      'SHAPE',
      'index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: 3 at dimension 0 and source slice shape: 2 at dimension 0.',
    ],
    [
      'indexFill beyond the axis',
      () => x().indexFill(0, at(2n), 5),
      'INDEX',
      'index 2 is out of bounds for dimension 0 with size 2',
    ],
    [
      'indexFill with a vector',
      () => x().indexFill(0, at(0n), ones([2])),
      'SHAPE',
      'index_fill_ only supports a 0-dimensional value tensor, but got tensor with 1 dimension(s).',
    ],
    ['indexFill by a matrix', () => x().indexFill(0, tensor([[0n]]), 5), 'SHAPE', 'Index has to be a vector/scalar'],
    [
      'indexFill by floats',
      () => x().indexFill(0, tensor([0]), 5),
      'DTYPE',
      'index_fill_(): Expected dtype int64 for index.',
    ],
    [
      'take beyond the end',
      () => x().take(at(6n)),
      'INDEX',
      'out of range: tried to access index 6 on a tensor of 6 elements.',
    ],
    ['take by floats', () => x().take(tensor([0])), 'DTYPE', 'take(): Expected a long tensor for index, but got Float'],
    ['take from nothing', () => zeros([0]).take(at(0n)), 'INDEX', 'take(): tried to take from an empty tensor'],
    [
      'takeAlongDim by a vector',
      () => x().takeAlongDim(at(0n, 1n), 0),
      'SHAPE',
      'torch.take_along_dim(): input and indices should have the same number of dimensions, but got 2 dimensions for input, and 1 dimensions for indices',
    ],
    [
      'takeAlongDim by floats',
      () => x().takeAlongDim(tensor([[0]]), 0),
      'DTYPE',
      'torch.take_along_dim(): dtype of indices should be Long but got Float',
    ],
    [
      'takeAlongDim beyond the axis',
      () => x().takeAlongDim(tensor([[5n]]), 1),
      'INDEX',
      'index 5 is out of bounds for dimension 1 with size 3',
    ],
    [
      'maskedSelect by numbers',
      () => x().maskedSelect(at(1n, 0n, 1n)),
      'DTYPE',
      'masked_select: expected BoolTensor or ByteTensor for mask',
    ],
    [
      'maskedSelect by a short mask',
      () => x().maskedSelect(tensor([true, false])),
      'SHAPE',
      'The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 1',
    ],
    [
      'maskedScatter of too little',
      () => x().maskedScatter(x().gt(0), ones([2])),
      'SHAPE',
      'Number of elements of source < number of ones in mask',
    ],
    [
      'maskedScatter of another dtype',
      () => x().maskedScatter(x().gt(0), x().to('int64')),
      'DTYPE',
      'masked_scatter: expected self and source to have same dtypes but gotFloat and Long',
    ],
    [
      'oneHot of too large a class',
      () => at(0n, 2n).oneHot(2),
      'INDEX',
      'Class values must be smaller than num_classes.',
    ],
    ['oneHot of a negative class', () => at(0n, -2n).oneHot(3), 'INDEX', 'Class values must be non-negative.'],
    ['oneHot of floats', () => tensor([0]).oneHot(3), 'DTYPE', 'one_hot is only applicable to index tensor.'],
    [
      'oneHot of nothing',
      () => at(0n).slice(0, 0).oneHot(),
      'SHAPE',
      'Can not infer total number of classes from empty tensor.',
    ],
    ['triangles of a vector', () => ones([3]).tril(), 'AXIS', 'tril: input tensor must have at least 2 dimensions'],
    ['diag of three axes', () => ones([2, 2, 2]).diag(), 'SHAPE', 'matrix or a vector expected'],
    [
      'a diagonal of one axis',
      () => x().diagonal({ dim1: 0, dim2: 0 }),
      'AXIS',
      'diagonal dimensions cannot be identical 0, 0',
    ],
    [
      'grids of matrices',
      () => ops.meshgrid([x()]),
      'SHAPE',
      'torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: [2, 3]',
    ],
    [
      'grids of two dtypes',
      () => ops.meshgrid([at(1n), tensor([1])]),
      'DTYPE',
      'meshgrid expects all tensors to have the same dtype',
    ],
    ['grids of nothing', () => ops.meshgrid([]), 'SHAPE', 'meshgrid expects a non-empty TensorList'],
    [
      'indexPut of what does not fit',
      () => x().indexPut([at(0n)], ones([4])),
      'SHAPE',
      'shape mismatch: value tensor of shape [4] cannot be broadcast to indexing result of shape [1, 3]',
    ],
    [
      'indexPut of another dtype',
      () => x().indexPut([at(0n)], tensor([1n])),
      'DTYPE',
      'Index put requires the source and destination dtypes match, got Float for the destination and Long for the source.',
    ],
    [
      'indexPut by floats',
      () => x().indexPut([tensor([0.5])], tensor([1])),
      'INDEX',
      'tensors used as indices must be long, byte or bool tensors',
    ],
  ] as const)('%s', (_, act, code, sentence) => {
    const error = refusal(act);
    expect([error.code, error.sentence]).toEqual([code, sentence]);
  });

  it('change nothing in place', () => {
    const target = x();
    for (const act of [
      () => target.scatter_(1, tensor([[0n, 3n]]), 1),
      () => target.indexAdd_(0, at(0n, 2n), x()),
      () => target.indexCopy_(0, at(0n, 2n), x()),
      () => target.indexFill_(0, at(0n, 2n), 7),
      () => target.assign_([[0, 2]], 7),
    ]) {
      expect(refusal(act).code).toBe('INDEX');
    }
    expect([target.version, valuesOf(target)]).toEqual([0, [1, 1, 1, 1, 1, 1]]);
  });
});
