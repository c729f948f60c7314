import { NnError } from '@nn/core';
import { type Tensor, where } from '@nn/tensor';
import { defineDifferenceLoss } from './define-loss.js';
import type { ReductionOptions } from './reduction.js';

export interface HuberLossOptions extends ReductionOptions {
  /** Where the square ends and the line begins. @default 1 */
  readonly delta?: number;
}

const huber = /* @__PURE__ */ defineDifferenceLoss<readonly [delta: number]>({
  name: 'huberLoss',
  parameters: 1,
  refuses: ['huber_cpu', 'integer', 'bool'],
  value: (difference, delta) => {
    const distance = difference.abs();
    const square = distance.mul(0.5).mul(distance);
    return distance.le(delta).select(square, delta.mul(distance.sub(delta.mul(0.5))));
  },
  slope: (dy, c, difference, delta) => dy.mul(c).mul(difference.max(delta.neg()).min(delta)),
  curvature: (difference, delta) => where(difference.abs().le(delta), 1, 0),
});

/**
 * d² / 2 where d = |x − y| ≤ δ, δ (d − δ/2) elsewhere, reduced (Huber 1964). Shapes broadcast.
 *
 * @throws NnError 'SHAPE', 'OPTION' for δ ≤ 0
 * @example
 * import { huberLoss, tensor } from '@nn/nn';
 *
 * huberLoss(tensor([1, 3]), tensor([0, 0]), { delta: 2, reduction: 'none' }).toArraySync(); // [0.5, 4]
 */
export function huberLoss(input: Tensor, target: Tensor, options: HuberLossOptions = {}): Tensor {
  const { delta = 1, reduction } = options;
  if (!(delta > 0)) {
    throw new NnError('OPTION', 'huber_loss does not support non-positive values for delta.', {
      op: 'huberLoss',
      details: { delta },
    });
  }
  return huber(input, target, reduction, delta);
}
