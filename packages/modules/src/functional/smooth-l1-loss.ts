import { NnError } from '@nn/core';
import { type Tensor, where } from '@nn/tensor';
import { defineDifferenceLoss } from './define-loss.js';
import { l1Loss } from './l1-loss.js';
import type { ReductionOptions } from './reduction.js';

export interface SmoothL1LossOptions extends ReductionOptions {
  /** Where the square ends and the line begins. @default 1 */
  readonly beta?: number;
}

const smoothL1 = /* @__PURE__ */ defineDifferenceLoss<readonly [beta: number]>({
  name: 'smoothL1Loss',
  parameters: 1,
  refuses: ['smooth_l1_cpu', 'integer', 'bool'],
  value: (difference, beta) => {
    const distance = difference.abs();
    const square = distance.mul(0.5).mul(distance).div(beta);
    return distance.lt(beta).select(square, distance.sub(beta.mul(0.5)));
  },
  slope: (dy, c, difference, beta) => dy.mul(c).mul(difference.max(beta.neg()).min(beta).div(beta)),
  curvature: (difference, beta) => where(difference.abs().lt(beta), 1 / beta, 0),
});

/**
 * d² / 2β where d = |x − y| < β, d − β/2 elsewhere, reduced (Girshick 2015). Shapes broadcast.
 *
 * @throws NnError 'SHAPE', 'OPTION' for β < 0
 * @example
 * import { smoothL1Loss, tensor } from '@nn/nn';
 *
 * smoothL1Loss(tensor([1, 3]), tensor([0, 0]), { reduction: 'none' }).toArraySync(); // [0.5, 2.5]
 */
export function smoothL1Loss(input: Tensor, target: Tensor, options: SmoothL1LossOptions = {}): Tensor {
  const { beta = 1, reduction } = options;
  if (!(beta >= 0)) {
    throw new NnError('OPTION', 'smooth_l1_loss does not support negative values for beta.', {
      op: 'smoothL1Loss',
      details: { beta },
    });
  }
  if (beta === 0) return l1Loss(input, target, options);
  return smoothL1(input, target, reduction, beta);
}
