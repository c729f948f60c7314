import { type Tensor, where } from '@nn/tensor';
import { reduce, type ReductionOptions } from './reduction.js';

export interface MarginOptions extends ReductionOptions {
  /** How far apart is far enough. */
  readonly margin?: number;
}

/**
 * The distance x where y is 1, max(0, margin − x) where y is −1, reduced. Shapes broadcast.
 *
 * @param options `margin` is 1 unless told otherwise
 * @throws NnError 'SHAPE', 'OPTION'
 * @example
 * import { hingeEmbeddingLoss, tensor } from '@nn/nn';
 *
 * hingeEmbeddingLoss(tensor([2, 0.5]), tensor([1, -1])).itemSync(); // 1.25
 */
export function hingeEmbeddingLoss(input: Tensor, target: Tensor, options: MarginOptions = {}): Tensor {
  const { margin = 1, reduction } = options;
  const far = where(target.ne(1), input.neg().add(margin).clamp(0), 0);
  const near = where(target.ne(-1), input, 0);
  return reduce(far.add(near), reduction, 'hingeEmbeddingLoss');
}
