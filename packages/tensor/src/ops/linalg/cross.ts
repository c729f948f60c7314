import { broadcastShapes, NnError, normalizeAxis } from '@nn/core';
import type { Tensor } from '../../tensor.js';

/**
 * The cross product along an axis of size 3; other axes broadcast.
 *
 * @param dim @default the first axis of size 3
 * @throws NnError 'SHAPE' where the axis has another size or the ranks differ, 'AXIS'
 * @example
 * import { cross, tensor } from '@nn/nn';
 *
 * cross(tensor([1, 0, 0]), tensor([0, 1, 0])).toArraySync(); // [0, 0, 1]
 */
export function cross(a: Tensor, b: Tensor, dim?: number): Tensor {
  if (dim !== undefined) return along(a, b, dim);
  const found = a.shape.indexOf(3);
  if (found < 0)
    throw new NnError('SHAPE', 'no dimension of size 3 in input', { op: 'cross', details: { shape: a.shape } });
  return along(a, b, found);
}

/** @internal `linalg.cross`. */
export function along(a: Tensor, b: Tensor, dim = -1): Tensor {
  const details = { shapes: [a.shape, b.shape], dim };
  if (a.ndim !== b.ndim)
    throw new NnError('SHAPE', 'linalg.cross: inputs must have the same number of dimensions.', {
      op: 'cross',
      details,
    });
  const axis = normalizeAxis(dim, a.ndim, 'cross');
  if (a.shape[axis] !== 3 || b.shape[axis] !== 3) {
    throw new NnError(
      'SHAPE',
      `linalg.cross: inputs dimension ${dim} must have length 3. Got ${a.shape[axis] ?? 1} and ${b.shape[axis] ?? 1}`,
      { op: 'cross', details },
    );
  }
  broadcastShapes([a.shape, b.shape], 'cross');
  const turned = (x: Tensor, by: number): Tensor => x.roll(-by, axis);
  return turned(a, 1)
    .mul(turned(b, 2))
    .sub(turned(a, 2).mul(turned(b, 1)));
}
