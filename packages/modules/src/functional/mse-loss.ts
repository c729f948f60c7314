import { dtypes, isFloating, NnError } from '@nn/core';
import { resultType, type Tensor } from '@nn/tensor';
import { reduce, type ReductionOptions } from './reduction.js';

/**
 * Squared error (x − y)², reduced. Shapes broadcast.
 *
 * @throws NnError 'SHAPE', 'OPTION', 'DTYPE' where both are integers
 * @example
 * import { mseLoss, tensor } from '@nn/nn';
 *
 * mseLoss(tensor([1, 2]), tensor([1, 4])).itemSync(); // 2
 */
export function mseLoss(input: Tensor, target: Tensor, options: ReductionOptions = {}): Tensor {
  const dtype = resultType([input, target]);
  if (!isFloating(dtype)) {
    throw new NnError('DTYPE', `"mse_cpu" not implemented for '${dtypes[dtype].torchName}'`, {
      op: 'mseLoss',
      details: { dtype },
      advice: "Convert with .to('float32') first.",
    });
  }
  const difference = input.sub(target);
  return reduce(difference.mul(difference), options.reduction, 'mseLoss');
}
