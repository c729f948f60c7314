import type { Tensor } from '@nn/tensor';
import { reduce, type Reduction } from './reduction.js';

export interface KlDivOptions {
  /** `'batchmean'` divides the sum by the size of the first axis, as the mathematics does. @default 'mean' */
  readonly reduction?: Reduction | 'batchmean';
  /** The target holds logarithms too. @default false */
  readonly logTarget?: boolean;
}

/**
 * Kullback-Leibler divergence, element by element: y (log y − x), where x are logarithms of probabilities, and 0 where y is 0. Shapes broadcast.
 *
 * @throws NnError 'SHAPE', 'OPTION'
 * @example
 * import { klDiv, tensor } from '@nn/nn';
 *
 * klDiv(tensor([[0, 0]]), tensor([[1, 0]]), { reduction: 'batchmean' }).itemSync(); // 0
 */
export function klDiv(input: Tensor, target: Tensor, options: KlDivOptions = {}): Tensor {
  const { reduction = 'mean', logTarget = false } = options;
  const losses = logTarget ? target.exp().mul(target.sub(input)) : target.xlogy(target).sub(target.mul(input));
  if (reduction !== 'batchmean') return reduce(losses, reduction, 'klDiv');
  return input.ndim === 0 ? losses.sum() : losses.sum().div(input.shape[0]!);
}
