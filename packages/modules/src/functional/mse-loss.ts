import type { Tensor } from '@nn/tensor';
import { defineDifferenceLoss, type Loss } from './define-loss.js';
import type { ReductionOptions } from './reduction.js';

const mse: Loss<readonly []> = /* @__PURE__ */ defineDifferenceLoss({
  name: 'mseLoss',
  refuses: ['mse_cpu', 'integer', 'bool'],
  value: (difference) => difference.mul(difference),
  slope: (dy, c, difference) => difference.mul(c.mul(2)).mul(dy),
  curvature: () => 2,
});

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
  return mse(input, target, options.reduction);
}
