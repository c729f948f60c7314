import type { Tensor } from '@nn/tensor';
import { defineDifferenceLoss, type Loss } from './define-loss.js';
import type { ReductionOptions } from './reduction.js';

const l1: Loss<readonly []> = /* @__PURE__ */ defineDifferenceLoss({
  name: 'l1Loss',
  value: (difference) => difference.abs(),
  slope: (dy, c, difference) => {
    const step = dy.mul(c);
    return difference.gt(0).select(step, difference.lt(0).select(step.neg(), 0));
  },
});

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
  return l1(input, target, options.reduction);
}
