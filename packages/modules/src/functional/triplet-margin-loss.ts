import { NnError } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { pairwiseDistance } from './pairwise-distance.js';
import type { MarginOptions } from './hinge-embedding-loss.js';
import { reduce } from './reduction.js';

export interface TripletMarginWithDistanceOptions extends MarginOptions {
  /** Measure the negative from the positive, where that is nearer than from the anchor. @default false */
  readonly swap?: boolean;
  /** How far apart two batches are, row by row. @default pairwiseDistance */
  readonly distanceFunction?: (a: Tensor, b: Tensor) => Tensor;
}

export interface TripletMarginLossOptions extends Omit<TripletMarginWithDistanceOptions, 'distanceFunction'> {
  /** Which norm. @default 2 */
  readonly p?: number;
  /** Added to every difference. @default 1e-6 */
  readonly eps?: number;
}

/**
 * max(0, d(anchor, positive) − d(anchor, negative) + margin) with the p-norm for d, reduced (Balntas et al. 2016).
 *
 * @param options `margin` is 1 unless told otherwise
 * @throws NnError 'SHAPE', 'OPTION'
 * @example
 * import { tensor, tripletMarginLoss } from '@nn/nn';
 *
 * const anchor = tensor([[0, 0]]);
 * tripletMarginLoss(anchor, tensor([[3, 0]]), tensor([[0, 1]]), { eps: 0 }).itemSync(); // 3
 */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: TripletMarginLossOptions = {},
): Tensor {
  const { p = 2, eps = 1e-6, ...rest } = options;
  if (anchor.ndim !== positive.ndim || anchor.ndim !== negative.ndim) {
    const sentence = `All inputs should have same dimension but got ${anchor.ndim}D, ${positive.ndim}D and ${negative.ndim}D inputs.`;
    const details = { anchor: anchor.shape, positive: positive.shape, negative: negative.shape };
    throw new NnError('SHAPE', sentence, { op: 'tripletMarginLoss', details });
  }
  const distanceFunction = (a: Tensor, b: Tensor): Tensor => pairwiseDistance(a, b, { p, eps });
  return tripletMarginWithDistanceLoss(anchor, positive, negative, { ...rest, distanceFunction });
}

/**
 * `tripletMarginLoss` with any distance.
 *
 * @throws NnError 'SHAPE', 'OPTION'
 * @example
 * import { tensor, tripletMarginWithDistanceLoss } from '@nn/nn';
 *
 * const distanceFunction = (a, b) => a.sub(b).abs().sum(-1);
 * tripletMarginWithDistanceLoss(tensor([[0]]), tensor([[3]]), tensor([[1]]), { distanceFunction }).itemSync(); // 3
 */
export function tripletMarginWithDistanceLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: TripletMarginWithDistanceOptions = {},
): Tensor {
  const { margin = 1, swap = false, distanceFunction = (a, b) => pairwiseDistance(a, b), reduction } = options;
  const near = distanceFunction(anchor, positive);
  let far = distanceFunction(anchor, negative);
  if (swap) far = far.minimum(distanceFunction(positive, negative));
  return reduce(near.sub(far).add(margin).clamp(0), reduction, 'tripletMarginLoss');
}
