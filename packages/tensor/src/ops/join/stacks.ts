import { NnError } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { cat } from './cat.js';

/**
 * Tensors side by side: vectors one after the other, everything else along the second axis.
 *
 * @throws NnError 'SHAPE'
 * @example
 * import { hstack, tensor } from '@nn/nn';
 *
 * hstack([tensor([[1], [2]]), tensor([[3], [4]])]).toArraySync(); // [[1, 3], [2, 4]]
 */
export function hstack(tensors: readonly Tensor[]): Tensor {
  const parts = atLeast(tensors, 1, 'hstack');
  return cat(parts, parts[0]!.ndim === 1 ? 0 : 1);
}

/**
 * Tensors one below the other: vectors as rows, everything else along the first axis.
 *
 * @throws NnError 'SHAPE'
 * @example
 * import { tensor, vstack } from '@nn/nn';
 *
 * vstack([tensor([1, 2]), tensor([3, 4])]).toArraySync(); // [[1, 2], [3, 4]]
 */
export function vstack(tensors: readonly Tensor[]): Tensor {
  return cat(atLeast(tensors, 2, 'vstack'), 0);
}

/**
 * Tensors along the third axis; vectors count as `[1, n, 1]`, matrices as `[m, n, 1]`.
 *
 * @throws NnError 'SHAPE'
 * @example
 * import { dstack, tensor } from '@nn/nn';
 *
 * dstack([tensor([1, 2]), tensor([3, 4])]).toArraySync(); // [[[1, 3], [2, 4]]]
 */
export function dstack(tensors: readonly Tensor[]): Tensor {
  return cat(atLeast(tensors, 3, 'dstack'), 2);
}

function atLeast(tensors: readonly Tensor[], rank: 1 | 2 | 3, op: string): readonly Tensor[] {
  if (tensors.length === 0) throw new NnError('SHAPE', `${op} expects a non-empty TensorList`, { op });
  return tensors.map((x) => {
    let grown = x.ndim === 0 ? x.reshape([1]) : x;
    if (rank > 1 && grown.ndim === 1) grown = grown.unsqueeze(0);
    if (rank > 2 && grown.ndim === 2) grown = grown.unsqueeze(2);
    return grown;
  });
}
