import { NnError } from '@nn/core';
import { type Tensor, where } from '@nn/tensor';
import { l1Loss } from './l1-loss.js';
import { reduce, type ReductionOptions } from './reduction.js';

export interface SmoothL1LossOptions extends ReductionOptions {
  /** Where the square ends and the line begins. @default 1 */
  readonly beta?: number;
}

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
  const difference = input.sub(target);
  const distance = difference.abs();
  const square = difference.mul(difference).mul(0.5 / beta);
  return reduce(where(distance.lt(beta), square, distance.sub(beta / 2)), reduction, 'smoothL1Loss');
}
