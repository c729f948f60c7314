import { numelOf, type Shape } from '@nn/core';
import { compareClose } from '@nn/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../tensor.js';
import { elementOf, randomView, refusal, tensorOf, valuesOf } from '../../test-support.js';
import type { ReduceOptions } from './axes.js';

const isNaN = (values: readonly number[]): boolean => values.some(Number.isNaN);
const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

interface Reduction {
  readonly call: (x: Tensor, axes: readonly number[], options: ReduceOptions) => Tensor;
  /** Of the elements of one fold, row by row. */
  readonly slow: (values: readonly number[]) => number;
  /** Has no value for no elements. */
  readonly wantsElements?: boolean;
}

const reductions: Readonly<Record<string, Reduction>> = {
  sum: { call: (x, axes, options) => x.sum(axes, options), slow: (values) => values.reduce((sum, x) => sum + x, 0) },
  mean: { call: (x, axes, options) => x.mean(axes, options), slow: mean },
  amax: {
    call: (x, axes, options) => x.amax(axes, options),
    slow: (values) => Math.max(...values),
    wantsElements: true,
  },
  amin: {
    call: (x, axes, options) => x.amin(axes, options),
    slow: (values) => Math.min(...values),
    wantsElements: true,
  },
  all: { call: (x, axes, options) => x.all(axes, options), slow: (values) => Number(values.every((x) => x !== 0)) },
  any: { call: (x, axes, options) => x.any(axes, options), slow: (values) => Number(values.some((x) => x !== 0)) },
  nansum: {
    call: (x, axes, options) => x.nansum(axes, options),
    slow: (values) => values.reduce((sum, x) => sum + (Number.isNaN(x) ? 0 : x), 0),
  },
  nanmean: {
    call: (x, axes, options) => x.nanmean(axes, options),
    slow: (values) => mean(values.filter((x) => !Number.isNaN(x))),
  },
  'var of the population': {
    call: (x, axes, options) => x.var(axes, { ...options, correction: 0 }),
    slow: (values) => mean(values.map((x) => (x - mean(values)) ** 2)),
  },
  'sample std': {
    call: (x, axes, options) => x.std(axes, options),
    slow: (values) =>
      Math.sqrt(values.reduce((sum, x) => sum + (x - mean(values)) ** 2, 0) / Math.max(values.length - 1, 0)),
  },
  '2-norm': {
    call: (x, axes, options) => x.norm(2, axes, options),
    slow: (values) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0)),
  },
  '1.5-norm': {
    call: (x, axes, options) => x.norm(1.5, axes, options),
    slow: (values) => values.reduce((sum, x) => sum + Math.abs(x) ** 1.5, 0) ** (1 / 1.5),
  },
  logsumexp: {
    call: (x, axes, options) => x.logsumexp(axes, options),
    slow: (values) => {
      const greatest = Math.max(...values);
      if (isNaN(values) || !Number.isFinite(greatest)) return values.length === 0 ? Number.NEGATIVE_INFINITY : greatest;
      return greatest + Math.log(values.reduce((sum, x) => sum + Math.exp(x - greatest), 0));
    },
  },
};

/** Folds by walking every element and asking where it goes. */
function slowly(
  values: readonly number[],
  shape: Shape,
  axes: readonly number[],
  fold: (values: readonly number[]) => number,
): number[] {
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const folds = Array.from({ length: numelOf(kept) }, (): number[] => []);
  values.forEach((value, position) => {
    let rest = position;
    let place = 0;
    let step = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const index = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
      if (axes.includes(axis)) continue;
      place += index * step;
      step *= kept[axis]!;
    }
    folds[place]!.push(value);
  });
  return folds.map(fold);
}

describe.each(Object.entries(reductions))('%s', (_name, { call, slow, wantsElements }) => {
  it.each([
    ['float32', 2e-5],
    ['float64', 1e-10],
  ] as const)('over any axes of any view is what the slow definition says, in %s', (dtype, rtol) => {
    const property = fc.property(
      randomView({ dtype, maxSize: 4, element: elementOf(dtype) }),
      fc.nat(),
      fc.boolean(),
      fc.boolean(),
      ({ view, copy }, bits, keepdim, negative) => {
        const axes = copy.shape.map((_, axis) => axis).filter((axis) => bits & (1 << axis));
        if (axes.length === 0) return;
        const folded = axes.reduce((count, axis) => count * copy.shape[axis]!, 1);
        if (wantsElements === true && folded === 0) return;
        const given = negative ? axes.map((axis) => axis - copy.ndim).reverse() : axes;
        const result = call(view, given, { keepdim });
        expect(result.shape).toEqual(
          keepdim
            ? copy.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
            : copy.shape.filter((_, axis) => !axes.includes(axis)),
        );
        const expected = slowly(valuesOf(copy) as number[], copy.shape, axes, slow);
        expect(compareClose(valuesOf(result).map(Number), expected, { atol: rtol, rtol })).toBeNull();
      },
    );
    fc.assert(property, { seed: 42, numRuns: 60 });
  });
});

describe('integers', () => {
  it('sum and multiply to int64 without a detour through floats', () => {
    const x = tensorOf([2n ** 60n, 3n, -(2n ** 59n), 1n], [4], 'int64');
    expect(valuesOf(x.sum())).toEqual([2n ** 60n + 4n - 2n ** 59n]);
    expect(valuesOf(x.cumsum(0))).toEqual([2n ** 60n, 2n ** 60n + 3n, 2n ** 59n + 3n, 2n ** 59n + 4n]);
    expect(valuesOf(tensorOf([2n ** 40n + 1n, 2n ** 20n], [2], 'int64').prod())).toEqual([2n ** 60n + 2n ** 20n]);
    expect(valuesOf(tensorOf([2 ** 31 - 1, 2 ** 31 - 1], [2], 'int32').sum())).toEqual([2n ** 32n - 2n]);
  });

  it('compare beyond the range of doubles', () => {
    const x = tensorOf([2n ** 62n, 2n ** 62n + 1n, 2n ** 62n - 1n], [3], 'int64');
    expect(valuesOf(x.max())).toEqual([2n ** 62n + 1n]);
    expect(valuesOf(x.argmin())).toEqual([2n]);
    expect(valuesOf(x.sort().indices)).toEqual([2n, 0n, 1n]);
    expect(valuesOf(x.cummax(0).values)).toEqual([2n ** 62n, 2n ** 62n + 1n, 2n ** 62n + 1n]);
    expect(valuesOf(x.median())).toEqual([2n ** 62n]);
    expect(valuesOf(x.unique())).toEqual([2n ** 62n - 1n, 2n ** 62n, 2n ** 62n + 1n]);
  });
});

describe('a refused reduction', () => {
  it.each([
    ['AXIS', (x: Tensor) => x.sum(2)],
    ['AXIS', (x: Tensor) => x.mean([0, -2])],
    ['AXIS', (x: Tensor) => x.amax(0.5)],
    ['DTYPE', (x: Tensor) => x.to('int64').mean()],
    ['DTYPE', (x: Tensor) => x.to('bool').argmax()],
    ['OPTION', (x: Tensor) => x.var(0, { correction: 1, unbiased: true })],
    ['INDEX', (x: Tensor) => x.topk(4)],
    ['INDEX', (x: Tensor) => x.kthvalue(1.5)],
    ['SHAPE', (x: Tensor) => x.narrow(1, 0, 0).max(1)],
  ] as const)('has the code %s and writes nothing', (code, call) => {
    const x = tensorOf([1, 2, 3, 4, 5, 6], [2, 3], 'float32');
    const before = x.version;
    expect(refusal(() => call(x)).code).toBe(code);
    expect(x.version).toBe(before);
  });
});
