import { formatShape, NnError, normalizeAxis, numelOf, type Shape } from '@nn/core';
import type { Tensor } from '../../tensor.js';

/**
 * Neighbouring axes made one: all of them, or those from `startDim` to `endDim`. A view where strides allow it, else a copy; the tensor
 * itself where there is nothing to do.
 *
 * @throws NnError 'AXIS'
 * @example
 * import { zeros } from '@nn/nn';
 *
 * zeros([2, 3, 4]).flatten(1).shape; // [2, 12]
 */
export function flatten(x: Tensor, startDim = 0, endDim = -1): Tensor {
  const start = normalizeAxis(startDim, x.ndim, 'flatten');
  const end = normalizeAxis(endDim, x.ndim, 'flatten');
  if (start > end) {
    throw new NnError('AXIS', 'flatten() has invalid args: start_dim cannot come after end_dim', {
      op: 'flatten',
      details: { startDim, endDim },
    });
  }
  if (x.ndim === 0) return x.reshape([1]);
  if (start === end) return x;
  return x.reshape(x.shape.toSpliced(start, end - start + 1, numelOf(x.shape.slice(start, end + 1))));
}

/**
 * One axis made several; one of the sizes may be −1. A view.
 *
 * @throws NnError 'AXIS', 'SHAPE' where the sizes do not multiply to that of the axis
 * @example
 * import { zeros } from '@nn/nn';
 *
 * zeros([2, 12]).unflatten(1, [3, -1]).shape; // [2, 3, 4]
 */
export function unflatten(x: Tensor, dim: number, sizes: Shape): Tensor {
  const axis = normalizeAxis(dim, x.ndim, 'unflatten');
  if (sizes.length === 0)
    throw new NnError('SHAPE', 'unflatten: sizes must be non-empty', { op: 'unflatten', details: { dim } });
  const size = x.shape[axis]!;
  const known = numelOf(sizes.filter((part) => part !== -1));
  const free = sizes.filter((part) => part === -1).length;
  if (free > 1)
    throw new NnError('SHAPE', 'only one dimension can be inferred', { op: 'unflatten', details: { sizes } });
  if (free === 1 ? known === 0 || size % known !== 0 : known !== size) {
    throw new NnError(
      'SHAPE',
      `unflatten: Provided sizes ${formatShape(sizes)} don't multiply up to the size of dim ${axis} (${size}) in the input tensor`,
      {
        op: 'unflatten',
        details: { shape: x.shape, dim, sizes },
      },
    );
  }
  return x.view(x.shape.toSpliced(axis, 1, ...sizes.map((part) => (part === -1 ? size / known : part))));
}
