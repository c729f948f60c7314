import { formatShape, NnError, sameShape, type Shape } from '@nn/core';
import type { Tensor } from '../../tensor.js';

/**
 * The sum over whatever broadcasting from `shape` to the tensor's own would have repeated: the gradient of `expand`.
 *
 * @throws NnError 'SHAPE' where `shape` does not broadcast to the tensor's
 * @example
 * import { ones } from '@nn/nn';
 *
 * ones([2, 3]).sumToSize([3]).toArraySync(); // [2, 2, 2]
 */
export function sumToSize(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.ndim - shape.length;
  const axes: number[] = [];
  for (let axis = 0; axis < x.ndim; axis++) {
    const size = axis < lead ? 1 : shape[axis - lead]!;
    if (size === x.shape[axis] && axis >= lead) continue;
    if (size !== 1 || lead < 0) {
      throw new NnError('SHAPE', `size {${formatShape(shape)}} is not expandable to size {${formatShape(x.shape)}}.`, {
        op: 'sumToSize',
        details: { from: x.shape, to: shape },
      });
    }
    axes.push(axis);
  }
  if (axes.length === lead) return x.sum(axes);
  const summed = axes.length === 0 ? x : x.sum(axes, { keepdim: true });
  return summed.reshape(shape);
}
