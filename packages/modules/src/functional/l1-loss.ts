import type { Tensor } from '@nn/tensor';
import { reduce, type ReductionOptions } from './reduction.js';

/**
 * Absolute error |x − y|, reduced. Shapes broadcast.
 *
 * @throws NnError 'SHAPE', 'OPTION'
 * @example
 * import { l1Loss, tensor } from '@nn/nn';
 *
 * l1Loss(tensor([1, 2]), tensor([1, 5])).itemSync(); // 1.5
 */
export function l1Loss(input: Tensor, target: Tensor, options: ReductionOptions = {}): Tensor {
  return reduce(input.sub(target).abs(), options.reduction, 'l1Loss');
}
