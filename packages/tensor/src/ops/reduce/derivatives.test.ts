import { gradcheck, gradgradcheck } from '@nn/autograd/gradcheck';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../tensor.js';
import { tensorOf } from '../../test-support.js';
import * as ops from '../index.js';

/** Distinct values of both signs, none 0. */
function leaf(shape: readonly number[], zeroAt = -1): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  const values = Array.from({ length: count }, (_, i) => (i === zeroAt ? 0 : Math.sin(1.7 * i + 0.4) * 1.5));
  return tensorOf(values, shape, 'float64').requiresGrad_();
}

/** Of a 3×4 view with columns in rows of memory. */
const ofOne: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  sum: (x) => x.sum([0]).mul(x.sum()),
  mean: (x) => x.mean(1, { keepdim: true }).mul(x),
  prod: (x) => x.prod(1),
  'prod of all': (x) => x.prod(),
  amax: (x) => x.amax(0).square(),
  amin: (x) => x.amin([0, 1]).square(),
  max: (x) => x.max(1).values.square(),
  min: (x) => x.min(0, { keepdim: true }).values.square(),
  'max of all': (x) => x.max().square(),
  var: (x) => x.var(1),
  std: (x) => x.std([0, 1], { correction: 0 }),
  varMean: (x) => ops.varMean(x, 0)[0].mul(ops.varMean(x, 0)[1]),
  'norm 1': (x) => x.norm(1, 0).square(),
  'norm 2': (x) => x.norm(2, 1),
  'norm 3': (x) => x.norm(3),
  'norm 0.5': (x) => x.norm(0.5, 0),
  'norm −1.5': (x) => x.norm(-1.5, 1),
  'norm ∞': (x) => x.norm(Number.POSITIVE_INFINITY, 1).square(),
  nansum: (x) => x.nansum(0).square(),
  nanmean: (x) => x.nanmean(1).square(),
  median: (x) => x.median(1).values.square(),
  nanmedian: (x) => x.nanmedian().square(),
  quantile: (x) => x.quantile([0.2, 0.9], 1).square(),
  logsumexp: (x) => x.logsumexp([0, 1], { keepdim: true }),
  softmax: (x) => x.softmax(0),
  logSoftmax: (x) => x.logSoftmax(1),
  cumsum: (x) => x.cumsum(0).square(),
  cumprod: (x) => x.cumprod(1),
  cummax: (x) => x.cummax(0).values.square(),
  cummin: (x) => x.cummin(1).values.square(),
  logcumsumexp: (x) => x.logcumsumexp(1),
  sort: (x) => x.sort(1, { descending: true }).values.square(),
  topk: (x) => x.topk(2, 0).values.square(),
  kthvalue: (x) => x.kthvalue(3).values.square(),
  einsum: (x) => ops.einsum('ij,ik,jl->kl', x, x, x.t()),
  'cdist 2': (x) => ops.cdist(x, x.flip(0).add(0.3)),
  'cdist 3': (x) => ops.cdist(x, x.narrow(0, 0, 2).add(0.7), { p: 3 }),
  cross: (x) => ops.cross(x, x.flip(1).square()),
  kron: (x) => ops.kron(x, x.t()),
};

describe('derivatives of any order', () => {
  it.each(Object.entries(ofOne))('%s, of a strided view', (_name, f) => {
    expect(gradcheck((x) => f(x.t()), [leaf([4, 3])])).toBe(true);
    expect(gradgradcheck((x) => f(x.t()), [leaf([4, 3])])).toBe(true);
  });

  it.each([0, 5])('of products with a zero among the factors, at %i', (zeroAt) => {
    for (const f of [
      (x: Tensor) => x.prod(1),
      (x: Tensor) => x.prod(),
      (x: Tensor) => x.cumprod(1),
      (x: Tensor) => x.cumprod(0),
    ]) {
      expect(gradcheck((x) => f(x), [leaf([3, 3], zeroAt)])).toBe(true);
      expect(gradgradcheck((x) => f(x), [leaf([3, 3], zeroAt)])).toBe(true);
    }
  });

  it.each<readonly [string, (...inputs: Tensor[]) => Tensor, readonly (readonly number[])[]]>([
    [
      'matmul of batches',
      (a, b) => a.matmul(b),
      [
        [2, 1, 2, 3],
        [3, 3, 2],
      ],
    ],
    [
      'matmul of many with one',
      (a, b) => a.matmul(b),
      [
        [2, 2, 3],
        [3, 2],
      ],
    ],
    [
      'matmul of one with many',
      (a, b) => a.matmul(b),
      [
        [2, 3],
        [2, 3, 2],
      ],
    ],
    ['mv', (a, b) => a.mv(b), [[2, 3], [3]]],
    ['dot', (a, b) => a.dot(b), [[3], [3]]],
    ['linear', (x, w, b) => ops.linear(x, w, b), [[2, 2, 3], [2, 3], [2]]],
    ['linear of a vector', (x, w, b) => ops.linear(x, w, b), [[3], [2, 3], [2]]],
    ['addmm', (c, a, b) => c.addmm(a, b), [[3], [2, 2], [2, 3]]],
    [
      'baddbmm',
      (c, a, b) => c.baddbmm(a, b, { beta: 0.5, alpha: -2 }),
      [
        [2, 1],
        [2, 2, 2],
        [2, 2, 3],
      ],
    ],
    [
      'tensordot',
      (a, b) =>
        ops.tensordot(a, b, [
          [0, 2],
          [1, 0],
        ]),
      [
        [2, 2, 3],
        [3, 2],
      ],
    ],
  ])('%s', (_name, f, shapes) => {
    const inputs = (): Tensor[] => shapes.map((shape) => leaf(shape));
    expect(gradcheck(f, inputs())).toBe(true);
    expect(gradgradcheck(f, inputs())).toBe(true);
  });
});

describe('integers', () => {
  it('need no gradient, whatever is done to them', () => {
    const x = leaf([2, 2]);
    expect(
      [x.argmax(), x.argsort(), x.countNonzero(), x.all(), x.sort().indices, x.to('int64').sum()].some(
        (y) => y.requiresGrad,
      ),
    ).toBe(false);
  });
});
