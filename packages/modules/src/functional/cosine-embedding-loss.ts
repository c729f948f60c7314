import { formatShape, NnError } from '@nn/core';
import { type Tensor, where } from '@nn/tensor';
import type { MarginOptions } from './hinge-embedding-loss.js';
import { reduce } from './reduction.js';

/**
 * 1 − cos(x1, x2) where y is 1, max(0, cos(x1, x2) − margin) where y is −1, reduced.
 *
 * @param x1 shape `[N, D]` or `[D]`
 * @param target shape `[N]` or `[]`
 * @param options `margin` is 0 unless told otherwise
 * @throws NnError 'SHAPE', 'OPTION'
 * @example
 * import { cosineEmbeddingLoss, tensor } from '@nn/nn';
 *
 * cosineEmbeddingLoss(tensor([[1, 0]]), tensor([[0, 1]]), tensor([1])).itemSync(); // 1
 */
export function cosineEmbeddingLoss(x1: Tensor, x2: Tensor, target: Tensor, options: MarginOptions = {}): Tensor {
  const { margin = 0, reduction } = options;
  checkTarget(x1, x2, target);
  const dim = target.ndim;
  const squares = (x: Tensor): Tensor => x.mul(x).sum(dim).add(1e-12);
  const cosine = x1
    .mul(x2)
    .sum(dim)
    .div(squares(x1).mul(squares(x2)).sqrt());
  const near = where(target.eq(1), cosine.neg().add(1), 0);
  const far = where(target.eq(-1), cosine.sub(margin).clamp(0), 0);
  return reduce(near.add(far), reduction, 'cosineEmbeddingLoss');
}

function checkTarget(x1: Tensor, x2: Tensor, target: Tensor): void {
  const rank = target.ndim;
  if (rank <= 1 && x1.ndim === rank + 1 && x2.ndim === rank + 1) return;
  const sentence =
    rank > 1
      ? '0D or 1D target tensor expected, multi-target not supported'
      : `${rank}D target tensor expects ${rank + 1}D input tensors, but found inputs with sizes ${formatShape(x1.shape)} and ${formatShape(x2.shape)}.`;
  throw new NnError('SHAPE', sentence, {
    op: 'cosineEmbeddingLoss',
    details: { x1: x1.shape, x2: x2.shape, target: target.shape },
  });
}
