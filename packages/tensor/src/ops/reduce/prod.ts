import { type DType, isFloating, normalizeAxis, type Shape } from '@nn/core';
import { cast } from '../../copy.js';
import { type Op, run } from '../../op.js';
import { reduceAxes } from '../../reduce.js';
import type { Tensor } from '../../tensor.js';
import { cat } from '../join/cat.js';
import { type Reduced, type ReduceOptions, reducedAxes, renamed, spread } from './axes.js';
import { filled } from './filled.js';

export interface ProdOptions extends ReduceOptions {
  /** Convert to this dtype first. @default the input's; int64 for integers and booleans */
  readonly dtype?: DType;
}

const prodAll: Op<Reduced> = {
  name: 'prod',
  gradName: 'ProdBackward0',
  saves: 'inputs',
  forward: (inputs, { axes, keepdim }) => reduceAxes('prod', inputs[0] as Tensor, axes, keepdim),
  vjp: ({ a, dy, attributes }) => {
    const whole = attributes.axes.length !== 1;
    const rows = whole ? a.reshape([-1]) : a;
    return [
      allOthers(rows, whole ? 0 : attributes.axes[0]!)
        .reshape(a.shape)
        .mul(spread(dy, a.shape, attributes)),
    ];
  },
};

const prodAxis: Op<Reduced> = /* @__PURE__ */ renamed(prodAll, 'ProdBackward1');

/** The product of all others along an axis, without dividing: of those before times of those after. Right also where some are 0. */
function allOthers(x: Tensor, axis: number): Tensor {
  const before = productBefore(x, axis);
  return before.mul(productBefore(x.flip([axis]), axis).flip([axis]));
}

function productBefore(x: Tensor, axis: number): Tensor {
  const size = x.shape[axis]!;
  if (size === 0) return x;
  return cat([filled(x, x.shape.with(axis, 1), 1), x.narrow(axis, 0, size - 1)], axis).cumprod(axis);
}

/**
 * The product over `dim`, or of all elements. Integers and booleans multiply to int64. Of no elements it is 1.
 *
 * The derivative is the product of all others, so it is right where some elements are 0.
 *
 * @throws NnError 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2], [3, 4]]).prod(1).toArraySync(); // [2, 12]
 */
export function prod(x: Tensor, dim?: number, options: ProdOptions = {}): Tensor {
  const dtype = options.dtype ?? (isFloating(x.dtype) ? x.dtype : 'int64');
  const axes =
    dim === undefined
      ? reducedAxes(x, undefined, 'prod')
      : x.ndim === 0
        ? checked(dim, x.shape)
        : [normalizeAxis(dim, x.ndim, 'prod')];
  return run(dim === undefined ? prodAll : prodAxis, [cast(x, dtype)], { axes, keepdim: options.keepdim ?? false });
}

function checked(dim: number, shape: Shape): number[] {
  normalizeAxis(dim, shape.length, 'prod');
  return [];
}
