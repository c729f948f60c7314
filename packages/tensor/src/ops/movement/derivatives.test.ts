import { gradcheck, gradgradcheck } from '@nn/autograd/gradcheck';
import { numelOf, type Shape } from '@nn/core';
import { describe, expect, it } from 'vitest';
import { ones } from '../../create/full.js';
import { tensor } from '../../create/tensor-of.js';
import type { Tensor } from '../../tensor.js';
import * as ops from '../index.js';
import { refusal } from '../../test-support.js';

/** Values that no two places share, so that a gradient in the wrong place shows. */
function leaf(shape: Shape): Tensor {
  const values = Float64Array.from({ length: numelOf(shape) }, (_, i) => Math.sin(3 * i + 1));
  return tensor(values, { shape, requiresGrad: true });
}

const places = (...list: number[]): Tensor => tensor(list.map(BigInt), { dtype: 'int64' });
const column = (rows: readonly (readonly number[])[]): Tensor => tensor(rows.map((row) => row.map(BigInt)));
const mask = tensor([true, false, true]);

type Case = readonly [name: string, shapes: readonly Shape[], fn: (x: Tensor, y: Tensor) => Tensor | readonly Tensor[]];

const cases: readonly Case[] = [
  ['transpose', [[2, 3]], (x) => x.transpose(0, 1)],
  ['t', [[2, 3]], (x) => x.t()],
  ['T', [[2, 3]], (x) => x.T],
  ['mT', [[2, 2, 3]], (x) => x.mT],
  ['permute', [[2, 3, 2]], (x) => x.permute([2, 0, 1])],
  ['movedim', [[2, 3, 2]], (x) => x.movedim(0, 2)],
  ['select', [[2, 3]], (x) => x.select(1, 1)],
  ['slice', [[5]], (x) => x.slice(1, 5, { step: 2 })],
  ['narrow', [[2, 4]], (x) => x.narrow(1, 1, 2)],
  ['diagonal', [[3, 4]], (x) => x.diagonal({ offset: 1 })],
  ['diagonal of a batch', [[2, 2, 3]], (x) => x.diagonal({ offset: -1, dim1: 1, dim2: 2 })],
  ['diagEmbed', [[2, 2]], (x) => x.diagEmbed({ offset: 1 })],
  ['diag of a vector', [[3]], (x) => x.diag(-1)],
  ['diag of a matrix', [[3, 2]], (x) => x.diag()],
  ['unfold', [[2, 5]], (x) => x.unfold(1, 3, 1)],
  ['unfold with gaps', [[7]], (x) => x.unfold(0, 2, 3)],
  ['unfold of a scalar', [[]], (x) => x.unfold(0, 1, 1)],
  ['unsqueeze', [[2]], (x) => x.unsqueeze(0)],
  ['squeeze', [[2, 1]], (x) => x.squeeze()],
  ['expand', [[2, 1]], (x) => x.expand([3, 2, 2])],
  [
    'expandAs',
    [
      [2, 1],
      [2, 2],
    ],
    (x, y) => x.expandAs(y).mul(y),
  ],
  ['broadcastTo', [[2]], (x) => x.broadcastTo([2, 2])],
  ['flatten', [[2, 1, 2]], (x) => x.flatten()],
  ['reshape that copies', [[2, 3]], (x) => x.t().reshape([6])],
  ['view', [[2, 3]], (x) => x.view([3, 2])],
  ['unflatten', [[4]], (x) => x.unflatten(0, [2, -1])],
  ['flip', [[2, 3]], (x) => x.flip([0, 1])],
  ['roll', [[2, 3]], (x) => x.roll([1, -1], [0, 1])],
  ['roll over all', [[2, 2]], (x) => x.roll(1)],
  ['repeat', [[2, 2]], (x) => x.repeat([2, 1, 2])],
  ['tile', [[2, 2]], (x) => x.tile([2])],
  ['repeatInterleave', [[2, 2]], (x) => x.repeatInterleave(2, 1)],
  ['repeatInterleave by counts', [[3]], (x) => x.repeatInterleave(places(2, 0, 1))],
  ['rot90', [[2, 3]], (x) => x.rot90()],
  ['rot90 twice', [[2, 3]], (x) => x.rot90(2)],
  ['rot90 backwards', [[2, 3]], (x) => x.rot90(-1)],
  ['sumToSize', [[2, 3]], (x) => x.sumToSize([3])],
  ['clone', [[2]], (x) => x.clone()],
  [
    'cat',
    [
      [2, 2],
      [1, 2],
    ],
    (x, y) => ops.cat([x, y, x]),
  ],
  ['stack', [[2], [2]], (x, y) => ops.stack([x, y], 1)],
  [
    'hstack',
    [
      [2, 1],
      [2, 2],
    ],
    (x, y) => ops.hstack([x, y]),
  ],
  ['vstack', [[2], [2]], (x, y) => ops.vstack([x, y])],
  ['dstack', [[2], [2]], (x, y) => ops.dstack([x, y])],
  ['split', [[5]], (x) => x.split(2)],
  ['split by sizes', [[3, 2]], (x) => x.split([1, 2])],
  ['chunk', [[2, 3]], (x) => x.chunk(2, 1)],
  ['tensorSplit', [[4]], (x) => x.tensorSplit([1, 3])],
  ['unbind', [[2, 2]], (x) => x.unbind(1)],
  ['tril', [[3, 3]], (x) => x.tril(-1)],
  ['triu', [[2, 3]], (x) => x.triu(1)],
  ['meshgrid', [[2], [3]], (x, y) => ops.meshgrid([x, y], { indexing: 'xy' })],
  ['cartesianProd', [[2], [2]], (x, y) => ops.cartesianProd([x, y])],
  ['at with numbers and slices', [[2, 3, 2]], (x) => x.at(1, '::2', null)],
  ['at with index tensors', [[3, 4]], (x) => x.at([0, 2, 0], [1, 1, -1])],
  ['at with index tensors apart', [[2, 2, 3]], (x) => x.at([0, 1], ':', [0, 2])],
  ['at with a mask', [[3, 2]], (x) => x.at(mask)],
  [
    'gather',
    [[2, 3]],
    (x) =>
      x.gather(
        1,
        column([
          [0, 0],
          [2, 1],
        ]),
      ),
  ],
  ['gather of a scalar', [[]], (x) => x.gather(0, places(0, 0))],
  ['take', [[2, 3]], (x) => x.take(places(0, -1, 0))],
  ['takeAlongDim', [[2, 3]], (x) => x.takeAlongDim(column([[1], [2]]), 1)],
  ['maskedSelect', [[2, 3]], (x) => x.maskedSelect(mask)],
  ['indexSelect', [[3, 2]], (x) => x.indexSelect(0, places(2, 2, 0))],
  [
    'scatter',
    [
      [2, 3],
      [2, 2],
    ],
    (x, y) =>
      x.scatter(
        1,
        column([
          [0, 1],
          [2, 0],
        ]),
        y,
      ),
  ],
  [
    'scatter of part of the source',
    [
      [2, 3],
      [3, 3],
    ],
    (x, y) => x.scatter(1, column([[0, 1]]), y),
  ],
  ['scatter of a number', [[2, 3]], (x) => x.scatter(1, column([[0], [2]]), 5)],
  ['scatter that adds', [[3], [3]], (x, y) => x.scatter(0, places(1, 1, 0), y, { reduce: 'add' })],
  ['scatterAdd', [[3], [4]], (x, y) => x.scatterAdd(0, places(1, 1, 0, 1), y)],
  [
    'indexAdd',
    [
      [3, 2],
      [2, 2],
    ],
    (x, y) => x.indexAdd(0, places(2, 2), y, { alpha: 3 }),
  ],
  [
    'indexCopy',
    [
      [3, 2],
      [2, 2],
    ],
    (x, y) => x.indexCopy(0, places(2, 0), y),
  ],
  ['indexFill with a number', [[3, 2]], (x) => x.indexFill(0, places(1), 4)],
  ['indexFill with a tensor', [[3, 2], []], (x, y) => x.indexFill(1, places(-1), y)],
  [
    'indexPut',
    [
      [3, 2],
      [2, 2],
    ],
    (x, y) => x.indexPut([places(2, 0)], y),
  ],
  ['indexPut that broadcasts', [[3, 2], [2]], (x, y) => x.indexPut([places(2, 0)], y)],
  ['indexPut that adds', [[3], [3]], (x, y) => x.indexPut([places(0, 0, 2)], y, { accumulate: true })],
  ['maskedScatter', [[2, 3], [5]], (x, y) => x.maskedScatter(mask, y)],
  ['to', [[2]], (x) => x.to('float64').clone()],
];

describe('derivatives', () => {
  it.each(cases)('of %s agree with difference quotients, twice', (_, shapes, fn) => {
    const inputs = shapes.map(leaf);
    const call = (...list: Tensor[]): Tensor | readonly Tensor[] => fn(list[0]!, list[1]!);
    expect(gradcheck(call, inputs)).toBe(true);
    // Linear operations have no second derivative: their product with themselves has.
    const curved = (...list: Tensor[]): readonly Tensor[] => [call(...list)].flat().map((y) => y.mul(y));
    expect(gradgradcheck(curved, inputs)).toBe(true);
  });

  it('refuse to be taken of products in scatter', () => {
    const x = leaf([3]);
    const y = x.scatter(0, places(0), ones([1], { dtype: 'float64' }), { reduce: 'multiply' });
    expect(refusal(() => y.sum().backward()).code).toBe('GRAD');
  });

  it('flow through all parts of a split together', () => {
    const x = leaf([5]);
    const [a, b, c] = x.split(2) as [Tensor, Tensor, Tensor];
    a.mul(1).sum().add(b.mul(2).sum()).add(c.mul(3).sum()).backward();
    expect(x.grad!.toArraySync()).toEqual([1, 1, 2, 2, 3]);
  });

  it('of concatenated dtypes come back in their own', () => {
    const x = ones([2], { requiresGrad: true });
    const y = ones([2], { dtype: 'float64', requiresGrad: true });
    ops.cat([x, y]).mul(2).sum().backward();
    expect([x.grad!.dtype, y.grad!.dtype]).toEqual(['float32', 'float64']);
  });
});
