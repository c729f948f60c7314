import { type DType, dtypes, isFloating, NnError } from '@nn/core';
import { cast } from '../../copy.js';
import { gradNameOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { type Dim, finishAxes, type Reduced, type ReduceOptions, reducedAxes, spread } from './axes.js';
import { defineFold } from './fold.js';
import { sum, type SumOptions } from './sum.js';

const numbers = /* @__PURE__ */ defineFold({
  name: 'nansum',
  kind: 'sum',
  inputs: 1,
  body: ([x]) => [x!.isNaN().select(x!.constant(0), x!)],
});

const nansumOp: Op<Reduced> = {
  name: 'nansum',
  gradName: gradNameOf('nansum'),
  saves: 'inputs',
  forward: (inputs, attributes) => {
    const x = inputs[0] as Tensor;
    return finishAxes(numbers([x], x.shape, attributes.axes)[0]!, attributes);
  },
  vjp: ({ a, dy, attributes }) => [spread(dy, a.shape, attributes).mul(a.isnan().logicalNot())],
};

/**
 * The sum over `dim`, or of all elements, in which NaN counts as 0. Integers and booleans sum to int64.
 *
 * @param dim one axis, several, or none for all
 * @throws NnError 'AXIS' for an axis out of range or named twice
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, NaN, 2]).nansum().itemSync(); // 3
 */
export function nansum(x: Tensor, dim?: Dim, options: SumOptions = {}): Tensor {
  if (!isFloating(x.dtype)) return sum(x, dim, options);
  const wide = cast(x, options.dtype ?? x.dtype);
  if (!isFloating(wide.dtype)) return sum(wide, dim, options);
  return run(nansumOp, [wide], { axes: reducedAxes(x, dim, 'nansum'), keepdim: options.keepdim ?? false });
}

export interface NanmeanOptions extends ReduceOptions {
  /** Convert to this floating dtype first. @default the input's */
  readonly dtype?: DType;
}

/**
 * The mean over `dim`, or of all elements, of those that are not NaN; NaN where there are none.
 *
 * @param dim one axis, several, or none for all
 * @throws NnError 'DTYPE' for integers and booleans, 'AXIS' for an axis out of range or named twice
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, NaN, 2]).nanmean().itemSync(); // 1.5
 */
export function nanmean(x: Tensor, dim?: Dim, options: NanmeanOptions = {}): Tensor {
  if (!isFloating(x.dtype)) {
    throw new NnError(
      'DTYPE',
      `nanmean(): expected input to have floating point dtype but got ${dtypes[x.dtype].torchName}`,
      { op: 'nanmean', details: { dtype: x.dtype } },
    );
  }
  const count = x
    .detach()
    .isnan()
    .logicalNot()
    .sum(dim, { keepdim: options.keepdim ?? false });
  return nansum(x, dim, options).div(count);
}
