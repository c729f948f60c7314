import { logSigmoid, type Tensor } from '@nn/tensor';
import { reduce, type ReductionOptions } from './reduction.js';

/**
 * log(1 + e^(−y x)), with y of 1 and −1, reduced. Shapes broadcast.
 *
 * @throws NnError 'SHAPE', 'OPTION'
 * @example
 * import { softMarginLoss, tensor } from '@nn/nn';
 *
 * softMarginLoss(tensor([0, 1000]), tensor([1, 1]), { reduction: 'sum' }).itemSync(); // 0.6931471824645996
 */
export function softMarginLoss(input: Tensor, target: Tensor, options: ReductionOptions = {}): Tensor {
  return reduce(logSigmoid(input.mul(target)).neg(), options.reduction, 'softMarginLoss');
}
