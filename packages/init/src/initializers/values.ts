import { numelOf, type Shape } from '@nn/core';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import { runsOf } from '../initializer/region.js';
import { list } from '../schema/list.js';
import { number } from '../schema/number.js';
import { numbers, type NumberList } from '../schema/numbers.js';
import { object } from '../schema/object.js';
import { refined } from '../schema/refined.js';
import { optional } from '../schema/schema.js';
import { lawOfCounts } from './law-of-counts.js';

export interface ValuesParams {
  /** In row-major order. */
  readonly data: Float64Array;
  /** @default one dimension */
  readonly shape?: readonly number[] | undefined;
}

export interface ValuesInput {
  readonly data: NumberList;
  readonly shape?: readonly number[] | undefined;
}

/**
 * The given numbers: a table, a filter bank, weights from elsewhere. A tensor of another shape is refused. A packed parameter takes them as a
 * whole.
 *
 * @example
 * import { init, zeros } from '@nn/nn';
 *
 * init.fill_(zeros([2, 2]), init.values({ data: [1, 2, 3, 4], shape: [2, 2] })).toArraySync(); // [[1, 2], [3, 4]]
 */
export const values: InitializerFactory<ValuesParams, ValuesInput> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:values',
  version: 1,
  needs: ['whole'],
  parameters: /* @__PURE__ */ refined(
    /* @__PURE__ */ object({
      data: /* @__PURE__ */ numbers(),
      shape: /* @__PURE__ */ optional(/* @__PURE__ */ list(/* @__PURE__ */ number({ integer: true, min: 0 }))),
    }),
    ({ data, shape = [data.length] }) =>
      numelOf(shape) === data.length || `the shape [${shape.join(', ')}] is not that of ${data.length} numbers`,
  ),
  accepts: ({ data, shape = [data.length] }, spec) =>
    String(shape) === String(spec.shape) || `the given numbers have the shape [${shape.join(', ')}]`,
  claim: ({ data }, { shape }) => ({
    marginal: lawOfCounts(countsOf(data)),
    dependence: 'deterministic',
    invariants: [{ invariant: 'exact', value: (index) => data[positionOf(index, shape)]! }],
  }),
  fill({ data }, { spec, region }, out) {
    for (const { first, at, length } of runsOf(region, spec.shape)) out.set(data.subarray(first, first + length), at);
  },
});

function countsOf(data: Float64Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const value of data) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function positionOf(index: readonly number[], shape: Shape): number {
  return index.reduce((position, i, axis) => position * shape[axis]! + i, 0);
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:values': ValuesInput;
  }
}
