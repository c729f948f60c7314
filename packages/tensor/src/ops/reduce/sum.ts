import { type DType, isFloating } from '@nn/core';
import { cast } from '../../copy.js';
import { type Op, run } from '../../op.js';
import { reduceAxes } from '../../reduce.js';
import type { Tensor } from '../../tensor.js';
import { type Dim, type Reduced, type ReduceOptions, reducedAxes, renamed, spread } from './axes.js';

export interface SumOptions extends ReduceOptions {
  /** Convert to this dtype first. @default the input's; int64 for integers and booleans */
  readonly dtype?: DType;
}

const sumAll: Op<Reduced> = {
  name: 'sum',
  gradName: 'SumBackward0',
  saves: 'none',
  forward: (inputs, { axes, keepdim }) => reduceAxes('sum', inputs[0] as Tensor, axes, keepdim),
  vjp: ({ dy, attributes, shapes }) => [spread(dy, shapes[0]!, attributes)],
};

const sumAxes: Op<Reduced> = /* @__PURE__ */ renamed(sumAll, 'SumBackward1');

/**
 * The sum over `dim`, or over all elements. Integers and booleans sum to int64. Of no elements it is 0.
 *
 * @param dim one axis, several, or none for all
 * @throws NnError 'AXIS' for an axis out of range or named twice
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2], [3, 4]]).sum(0).toArraySync(); // [4, 6]
 */
export function sum(x: Tensor, dim?: Dim, options: SumOptions = {}): Tensor {
  const dtype = options.dtype ?? (isFloating(x.dtype) ? x.dtype : 'int64');
  const axes = reducedAxes(x, dim, 'sum');
  return run(dim === undefined ? sumAll : sumAxes, [cast(x, dtype)], { axes, keepdim: options.keepdim ?? false });
}
