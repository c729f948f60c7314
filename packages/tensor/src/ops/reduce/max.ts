import { normalizeAxis } from '@nn/core';
import { type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { foldExtreme } from './amax.js';
import { argExtreme } from './argmax.js';
import { type Reduced, type ReduceOptions, reducedAxes, refuseEmpty } from './axes.js';
import { pick, type ValuesAndIndices } from './pick.js';

function wholeOp(name: 'max' | 'min', gradName: string): Op<Reduced> {
  return {
    name,
    gradName,
    saves: 'both',
    forward: (inputs, attributes) => foldExtreme(name, inputs[0] as Tensor, attributes),
    // Equal extremes share the gradient; where NaN has won, all NaN do.
    vjp: ({ a, y, dy }) => {
      const mask = a.eq(y).logicalOr(a.isnan().logicalAnd(y.isnan())).to(a.dtype);
      return [dy.div(mask.sum()).mul(mask)];
    },
  };
}

const maxOp: Op<Reduced> = /* @__PURE__ */ wholeOp('max', 'MaxBackward1');
const minOp: Op<Reduced> = /* @__PURE__ */ wholeOp('min', 'MinBackward1');

/**
 * The greatest of all elements; along an axis the greatest and where it is; with another tensor the greater of every pair. NaN wins.
 *
 * Along an axis the gradient goes to the element at `indices` (the first of equals). Of all elements, equal ones share it.
 *
 * @throws NnError 'SHAPE' where there is nothing to compare, 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * const x = tensor([[1, 5], [3, 4]]);
 * x.max().itemSync(); // 5
 * x.max(1).values.toArraySync(); // [5, 4]
 * x.max(1).indices.toArraySync(); // [1, 1]
 */
export function max(x: Tensor): Tensor;
export function max(x: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices;
export function max(x: Tensor, other: Tensor): Tensor;
export function max(x: Tensor, by?: number | Tensor, options?: ReduceOptions): Tensor | ValuesAndIndices {
  return typeof by === 'object' ? x.maximum(by) : extreme('max', x, by, options);
}

/**
 * The smallest of all elements; along an axis the smallest and where it is; with another tensor the smaller of every pair. NaN wins.
 *
 * Along an axis the gradient goes to the element at `indices` (the first of equals). Of all elements, equal ones share it.
 *
 * @throws NnError 'SHAPE' where there is nothing to compare, 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 5], [3, 4]]).min(0).indices.toArraySync(); // [0, 1]
 */
export function min(x: Tensor): Tensor;
export function min(x: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices;
export function min(x: Tensor, other: Tensor): Tensor;
export function min(x: Tensor, by?: number | Tensor, options?: ReduceOptions): Tensor | ValuesAndIndices {
  return typeof by === 'object' ? x.minimum(by) : extreme('min', x, by, options);
}

function extreme(
  name: 'max' | 'min',
  x: Tensor,
  dim: number | undefined,
  options: ReduceOptions = {},
): Tensor | ValuesAndIndices {
  if (dim === undefined) {
    refuseEmpty(x, [], true, name);
    return run(name === 'max' ? maxOp : minOp, [x], { axes: reducedAxes(x, undefined, name), keepdim: false });
  }
  const axis = normalizeAxis(dim, x.ndim, name);
  refuseEmpty(x, [axis], false, name);
  const comparable = x.dtype === 'bool' ? x.to('uint8') : x;
  return pick(x, axis, argExtreme(name === 'max' ? 'argmax' : 'argmin', comparable, axis), name, options);
}
