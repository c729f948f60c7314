import { NnError, sameShape } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { raisedTo } from './raised-to.js';
import { reduce, type ReductionOptions } from './reduction.js';

export interface GaussianNllLossOptions extends ReductionOptions {
  /** Add the constant log(2π) / 2. @default false */
  readonly full?: boolean;
  /** Smaller variances count as this. @default 1e-6 */
  readonly eps?: number;
}

/**
 * Negative log likelihood under a normal law: (log v + (x − y)² / v) / 2, reduced.
 *
 * @param variance in the shape of the input, or one for every vector along the last axis
 * @throws NnError 'SHAPE', 'VALUE' for a negative variance (where that can be seen at once), 'OPTION'
 * @example
 * import { gaussianNllLoss, tensor } from '@nn/nn';
 *
 * gaussianNllLoss(tensor([1, 2]), tensor([1, 4]), tensor([1, 1])).itemSync(); // 1
 */
export function gaussianNllLoss(
  input: Tensor,
  target: Tensor,
  variance: Tensor,
  options: GaussianNllLossOptions = {},
): Tensor {
  const { full = false, eps = 1e-6, reduction } = options;
  const v = raisedTo(checkVariance(input, variance), eps);
  const difference = input.sub(target);
  const losses = v.log().add(difference.mul(difference).div(v)).mul(0.5);
  return reduce(full ? losses.add(0.5 * Math.log(2 * Math.PI)) : losses, reduction, 'gaussianNllLoss');
}

function checkVariance(input: Tensor, variance: Tensor): Tensor {
  const details = { input: input.shape, variance: variance.shape };
  const rows = input.shape.slice(0, -1);
  let wide = variance;
  if (!sameShape(input.shape, variance.shape)) {
    if (sameShape(rows, variance.shape) && input.ndim > 0) wide = variance.unsqueeze(-1);
    else if (!sameShape([...rows, 1], variance.shape)) {
      throw new NnError('SHAPE', 'var is of incorrect size', { op: 'gaussianNllLoss', details });
    }
  }
  if (!variance.storage.backend.capabilities.syncRead) return wide;
  if (variance.detach().lt(0).any().itemSync() === 0) return wide;
  throw new NnError('VALUE', 'var has negative entry/entries', { op: 'gaussianNllLoss', details });
}
