import type { Tensor } from '../../tensor.js';

/**
 * The Kronecker product: every element of a times the whole of b, in place of the element. Ranks are brought together by leading axes of size 1.
 *
 * @example
 * import { kron, tensor } from '@nn/nn';
 *
 * kron(tensor([1, 2]), tensor([1, 10])).toArraySync(); // [1, 10, 2, 20]
 */
export function kron(a: Tensor, b: Tensor): Tensor {
  const rank = Math.max(a.ndim, b.ndim);
  const lead = (x: Tensor): readonly number[] => [...new Array<number>(rank - x.ndim).fill(1), ...x.shape];
  const [shapeA, shapeB] = [lead(a), lead(b)];
  const left = a.reshape(shapeA.flatMap((size) => [size, 1]));
  const right = b.reshape(shapeB.flatMap((size) => [1, size]));
  return left.mul(right).reshape(shapeA.map((size, axis) => size * shapeB[axis]!));
}
