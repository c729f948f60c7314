import type { Tensor } from '@nn/tensor';
import { reduce, type ReductionOptions } from './reduction.js';

/**
 * Squared error (x − y)², reduced. Shapes broadcast.
 *
 * @throws NnError 'SHAPE', 'OPTION'
 * @example
 * import { mseLoss, tensor } from '@nn/nn';
 *
 * mseLoss(tensor([1, 2]), tensor([1, 4])).itemSync(); // 2
 */
export function mseLoss(input: Tensor, target: Tensor, options: ReductionOptions = {}): Tensor {
  const difference = input.sub(target);
  return reduce(difference.mul(difference), options.reduction, 'mseLoss');
}
