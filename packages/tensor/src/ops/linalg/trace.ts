import { NnError } from '@nn/core';
import type { Tensor } from '../../tensor.js';

/**
 * The sum of a matrix's diagonal.
 *
 * @throws NnError 'SHAPE' for what is no matrix
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2], [3, 4]]).trace().itemSync(); // 5
 */
export function trace(x: Tensor): Tensor {
  if (x.ndim !== 2)
    throw new NnError('SHAPE', `trace: expected a matrix, but got tensor with dim ${x.ndim}`, {
      op: 'trace',
      details: { shape: x.shape },
    });
  return x.diagonal().sum();
}
