import { numelOf } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arange } from '../../create/arange.js';
import { ones, zeros } from '../../create/full.js';
import { tensor } from '../../create/tensor-of.js';
import type { Tensor } from '../../tensor.js';
import { placesOf, rank } from '../../test-model.js';
import { randomViews, refusal, valuesOf } from '../../test-support.js';
import * as ops from '../index.js';

const x = (): Tensor => ones([2, 3]);
const shapes = (parts: readonly Tensor[]): (readonly number[])[] => parts.map((part) => part.shape);

describe('joining', () => {
  it('cat puts any views one after the other, and split takes them apart', () => {
    fc.assert(
      fc.property(randomViews(3, { maxRank: 3, maxSize: 4 }), fc.nat({ max: 5 }), (parts, n) => {
        const { shape } = parts[0]!.copy;
        if (shape.length === 0) return;
        const axis = n % shape.length;
        const size = shape[axis]!;
        const joined = ops.cat(
          parts.map(({ view }) => view),
          axis - shape.length,
        );
        const expected = placesOf(shape.with(axis, 3 * size)).map((place) => {
          const part = Math.floor(place[axis]! / size);
          return valuesOf(parts[part]!.copy)[rank(place.with(axis, place[axis]! % size), shape)];
        });
        expect([joined.shape, valuesOf(joined)]).toEqual([shape.with(axis, 3 * size), expected]);
        if (numelOf(shape) === 0) return;
        joined.split(size, axis).forEach((part, i) => {
          expect(part.storage).toBe(joined.storage);
          expect(valuesOf(part)).toEqual(valuesOf(parts[i]!.copy));
        });
      }),
      { seed: 42, numRuns: 100 },
    );
  });

  it('stack makes an axis, and unbind takes it away', () => {
    fc.assert(
      fc.property(randomViews(2, { maxRank: 3, maxSize: 4 }), fc.nat({ max: 5 }), (parts, n) => {
        const { shape } = parts[0]!.copy;
        const axis = n % (shape.length + 1);
        const joined = ops.stack(
          parts.map(({ view }) => view),
          axis,
        );
        expect(joined.shape).toEqual(shape.toSpliced(axis, 0, 2));
        joined.unbind(axis).forEach((part, i) => {
          expect(part.storage).toBe(joined.storage);
          expect([part.shape, valuesOf(part)]).toEqual([shape, valuesOf(parts[i]!.copy)]);
        });
      }),
      { seed: 42, numRuns: 100 },
    );
  });

  it('promotes dtypes', () => {
    expect(ops.cat([x(), x().to('int64')]).dtype).toBe('float32');
    expect(ops.cat([x().to('int32'), x().to('int64')]).dtype).toBe('int64');
    expect(ops.stack([x(), x().to('float64')]).dtype).toBe('float64');
    expect(valuesOf(ops.cat([tensor([2n ** 62n + 1n]), tensor([true])]))).toEqual([2n ** 62n + 1n, 1n]);
  });

  it('counts empty vectors as nothing', () => {
    expect(ops.cat([x(), zeros([0])]).shape).toEqual([2, 3]);
    expect(ops.cat([zeros([0]), zeros([0])]).shape).toEqual([0]);
    expect(ops.cat([zeros([2, 0]), x()], 1).shape).toEqual([2, 3]);
  });

  it('has the spellings of NumPy', () => {
    const v = arange(3);
    expect(ops.hstack([v, v]).toArraySync()).toEqual([0, 1, 2, 0, 1, 2]);
    expect(ops.vstack([v, v]).toArraySync()).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(ops.dstack([v, v]).toArraySync()).toEqual([
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    ]);
    expect(shapes([ops.hstack([x(), x()]), ops.vstack([x(), x()]), ops.dstack([x(), x()])])).toEqual([
      [2, 6],
      [4, 3],
      [2, 3, 2],
    ]);
    expect(ops.hstack([tensor(1), tensor(2)]).toArraySync()).toEqual([1, 2]);
  });
});

describe('taking apart', () => {
  it.each([
    [
      () => x().split(2, 1),
      [
        [2, 2],
        [2, 1],
      ],
    ],
    [
      () => x().split([1, 2], 1),
      [
        [2, 1],
        [2, 2],
      ],
    ],
    [() => zeros([0, 2]).split(0), [[0, 2]]],
    [() => zeros([0, 2]).split(2), [[0, 2]]],
    [() => zeros([7]).chunk(3), [[3], [3], [1]]],
    [() => zeros([4]).chunk(3), [[2], [2]]],
    [() => zeros([0]).chunk(3), [[0], [0], [0]]],
    [() => zeros([4]).tensorSplit(3), [[2], [1], [1]]],
    [() => zeros([4]).tensorSplit([1, 3]), [[1], [2], [1]]],
    [() => zeros([4]).tensorSplit([3, 1]), [[3], [0], [3]]],
    [() => zeros([4]).tensorSplit([-1]), [[3], [1]]],
    [() => zeros([0, 2]).unbind(), []],
    [() => x().unbind(1), [[2], [2], [2]]],
  ])("gives parts as PyTorch's: %s", (parts, expected) => {
    expect(shapes(parts())).toEqual(expected);
  });

  it('names operations as PyTorch does', () => {
    const w = ones([2, 4], { requiresGrad: true });
    const names = [
      w.split(2, 1),
      w.split([1, 3], 1),
      w.chunk(2, 1),
      w.unbind(),
      w.tensorSplit(2, 1),
      [ops.cat([w, w]), ops.stack([w, w])],
    ].map((parts) => parts[0]!.gradFn?.name);
    expect(names).toEqual([
      'SplitBackward0',
      'SplitWithSizesBackward0',
      'SplitBackward0',
      'UnbindBackward0',
      'SliceBackward0',
      'CatBackward0',
    ]);
  });
});

describe("refusals in PyTorch's words", () => {
  it.each([
    ['cat of nothing', () => ops.cat([]), 'SHAPE', 'torch.cat(): expected a non-empty list of Tensors'],
    [
      'cat of two ranks',
      () => ops.cat([x(), ones([2])]),
      'SHAPE',
      'Tensors must have same number of dimensions: got 2 and 1',
    ],
    [
      'cat of scalars',
      () => ops.cat([tensor(1), tensor(1)]),
      'SHAPE',
      'zero-dimensional tensor (at position 0) cannot be concatenated',
    ],
    [
      'cat of other sizes',
      () => ops.cat([ones([2, 2]), ones([3, 3])]),
      'SHAPE',
      'Sizes of tensors must match except in dimension 0. Expected size 2 but got size 3 for tensor number 1 in the list.',
    ],
    [
      'cat along no axis',
      () => ops.cat([x(), x()], 2),
      'AXIS',
      'Dimension out of range (expected to be in range of [-2, 1], but got 2)',
    ],
    ['stack of nothing', () => ops.stack([]), 'SHAPE', 'stack expects a non-empty TensorList'],
    [
      'stack of other shapes',
      () => ops.stack([x(), ones([2])]),
      'SHAPE',
      'stack expects each tensor to be equal size, but got [2, 3] at entry 0 and [2] at entry 1',
    ],
    [
      'stack along no axis',
      () => ops.stack([x(), x()], 5),
      'AXIS',
      'Dimension out of range (expected to be in range of [-3, 2], but got 5)',
    ],
    ['hstack of nothing', () => ops.hstack([]), 'SHAPE', 'hstack expects a non-empty TensorList'],
    [
      'split by other sizes',
      () => x().split([1, 1], 1),
      'SHAPE',
      "split_with_sizes expects split_sizes to sum exactly to 3 (input tensor's size at dimension 1), but got split_sizes=[1, 1]",
    ],
    [
      'split by negative sizes',
      () => x().split([4, -1], 1),
      'SHAPE',
      'split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=[4, -1]',
    ],
    [
      'split by nothing',
      () => x().split(0),
      'SHAPE',
      'split_size can only be 0 if dimension size is 0, but got dimension size of 2',
    ],
    ['split by less', () => x().split(-1), 'SHAPE', 'split expects split_size be non-negative, but got split_size=-1'],
    ['split of a scalar', () => tensor(1).split(1), 'SHAPE', 'split expects at least a 1-dimensional tensor'],
    ['no chunks', () => x().chunk(0), 'SHAPE', 'chunk expects `chunks` to be greater than 0, got: 0'],
    ['chunks of a scalar', () => tensor(1).chunk(2), 'SHAPE', 'chunk expects at least a 1-dimensional tensor'],
    ['no sections', () => x().tensorSplit(0), 'SHAPE', 'number of sections must be larger than 0, got 0'],
    ['unbind of a scalar', () => tensor(1).unbind(), 'AXIS', 'Dimension specified as 0 but tensor has no dimensions'],
    [
      'two devices',
      () => ops.cat([x(), zeros([2, 3], { device: 'meta' })]),
      'DEVICE',
      'Expected all tensors to be on the same device, but found at least two devices, cpu and meta',
    ],
  ] as const)('%s', (_, act, code, sentence) => {
    const error = refusal(act);
    expect([error.code, error.sentence]).toEqual([code, sentence]);
  });
});
