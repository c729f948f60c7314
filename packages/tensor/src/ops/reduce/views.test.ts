import type { Scalar } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../tensor.js';
import { moderate, randomView, valuesOf } from '../../test-support.js';
import type { ValuesAndIndices } from './pick.js';

type Result = Tensor | ValuesAndIndices;

/** Of a tensor and one of its axes. */
const operations: Readonly<Record<string, (x: Tensor, dim: number, keepdim: boolean) => Result>> = {
  sum: (x, dim, keepdim) => x.sum(dim, { keepdim }),
  mean: (x, dim, keepdim) => x.mean(dim, { keepdim }),
  prod: (x, dim, keepdim) => x.prod(dim, { keepdim }),
  var: (x, dim, keepdim) => x.var(dim, { keepdim }),
  std: (x, dim, keepdim) => x.std(dim, { keepdim, correction: 0 }),
  amax: (x, dim, keepdim) => x.amax(dim, { keepdim }),
  amin: (x, dim, keepdim) => x.amin(dim, { keepdim }),
  max: (x, dim, keepdim) => x.max(dim, { keepdim }),
  min: (x, dim, keepdim) => x.min(dim, { keepdim }),
  argmax: (x, dim, keepdim) => x.argmax(dim, { keepdim }),
  argmin: (x, dim, keepdim) => x.argmin(dim, { keepdim }),
  'argmax of all': (x) => x.argmax(),
  all: (x, dim, keepdim) => x.all(dim, { keepdim }),
  any: (x, dim, keepdim) => x.any(dim, { keepdim }),
  countNonzero: (x, dim) => x.countNonzero(dim),
  nansum: (x, dim, keepdim) => x.nansum(dim, { keepdim }),
  nanmean: (x, dim, keepdim) => x.nanmean(dim, { keepdim }),
  median: (x, dim, keepdim) => x.median(dim, { keepdim }),
  nanmedian: (x, dim, keepdim) => x.nanmedian(dim, { keepdim }),
  quantile: (x, dim, keepdim) => x.quantile([0.25, 0.6], dim, { keepdim }),
  'norm 2': (x, dim, keepdim) => x.norm(2, dim, { keepdim }),
  'norm 3': (x, dim, keepdim) => x.norm(3, dim, { keepdim }),
  'norm ∞': (x, dim, keepdim) => x.norm(Number.POSITIVE_INFINITY, dim, { keepdim }),
  logsumexp: (x, dim, keepdim) => x.logsumexp(dim, { keepdim }),
  softmax: (x, dim) => x.softmax(dim),
  logSoftmax: (x, dim) => x.logSoftmax(dim),
  cumsum: (x, dim) => x.cumsum(dim),
  cumprod: (x, dim) => x.cumprod(dim),
  cummax: (x, dim) => x.cummax(dim),
  cummin: (x, dim) => x.cummin(dim),
  logcumsumexp: (x, dim) => x.logcumsumexp(dim),
  sort: (x, dim) => x.sort(dim),
  'sort down': (x, dim) => x.sort(dim, { descending: true }),
  topk: (x, dim) => x.topk(1, dim),
  kthvalue: (x, dim, keepdim) => x.kthvalue(1, dim, { keepdim }),
  unique: (x) => x.unique(),
};

function bitsOf(result: Result): { readonly shape: readonly number[]; readonly values: readonly Scalar[] }[] {
  return ('values' in result ? [result.values, result.indices] : [result]).map((y) => ({
    shape: y.shape,
    values: valuesOf(y),
  }));
}

describe.each(Object.entries(operations))('%s', (_name, operation) => {
  it('gives of a view the bits that it gives of a copy', () => {
    const property = fc.property(
      randomView({ minRank: 1, maxRank: 3, minSize: 1, maxSize: 4 }).filter(
        ({ copy }) => copy.ndim > 0 && copy.numel() > 0,
      ),
      fc.nat(),
      fc.boolean(),
      ({ view, copy }, axis, keepdim) => {
        const dim = axis % copy.ndim;
        expect(bitsOf(operation(view, dim, keepdim))).toEqual(bitsOf(operation(copy, dim - copy.ndim, keepdim)));
      },
    );
    fc.assert(property, { seed: 42, numRuns: 40 });
  });

  it('gives of a view the gradient that it gives of a copy', () => {
    const property = fc.property(
      randomView({ minRank: 1, maxRank: 3, minSize: 1, maxSize: 4, element: moderate() }).filter(
        ({ copy }) => copy.ndim > 0 && copy.numel() > 0,
      ),
      fc.nat(),
      ({ view, copy }, axis) => {
        const gradientOf = (x: Tensor): unknown => {
          const leaf = x.requiresGrad_();
          const result = operation(leaf, axis % copy.ndim, false);
          const y = 'values' in result ? result.values : result;
          if (!y.requiresGrad) return null;
          y.mul(y.detach().cumsum(0)).sum().backward();
          return valuesOf(leaf.grad!);
        };
        expect(gradientOf(view)).toEqual(gradientOf(copy));
      },
    );
    fc.assert(property, { seed: 42, numRuns: 15 });
  });
});
