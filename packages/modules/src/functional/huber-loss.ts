import { NnError } from '@nn/core';
import { type Tensor, where } from '@nn/tensor';
import { reduce, type ReductionOptions } from './reduction.js';

export interface HuberLossOptions extends ReductionOptions {
  /** Where the square ends and the line begins. @default 1 */
  readonly delta?: number;
}

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
  const difference = input.sub(target);
  const distance = difference.abs();
  const square = difference.mul(difference).mul(0.5);
  return reduce(where(distance.le(delta), square, distance.sub(delta / 2).mul(delta)), reduction, 'huberLoss');
}
