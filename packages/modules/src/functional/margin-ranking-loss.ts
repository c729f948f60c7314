import { formatShape, NnError } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import type { MarginOptions } from './hinge-embedding-loss.js';
import { reduce } from './reduction.js';

/**
 * max(0, −y (x1 − x2) + margin), with y of 1 where x1 ought to be greater and −1 where x2 ought to, reduced.
 *
 * @param options `margin` is 0 unless told otherwise
 * @throws NnError 'SHAPE', 'OPTION'
 * @example
 * import { marginRankingLoss, tensor } from '@nn/nn';
 *
 * marginRankingLoss(tensor([1, 3]), tensor([2, 1]), tensor([1, 1])).itemSync(); // 0.5
 */
export function marginRankingLoss(x1: Tensor, x2: Tensor, target: Tensor, options: MarginOptions = {}): Tensor {
  const { margin = 0, reduction } = options;
  if (x1.ndim !== x2.ndim || x1.ndim !== target.ndim) {
    const sentence = `margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: ${formatShape(x1.shape)}, input2: ${formatShape(x2.shape)}, target: ${formatShape(target.shape)}`;
    throw new NnError('SHAPE', sentence, {
      op: 'marginRankingLoss',
      details: { x1: x1.shape, x2: x2.shape, target: target.shape },
    });
  }
  return reduce(target.neg().mul(x1.sub(x2)).add(margin).clamp(0), reduction, 'marginRankingLoss');
}
