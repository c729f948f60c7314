import type { Tensor } from '@nn/tensor';

export interface PairwiseDistanceOptions {
  /** Which norm. @default 2 */
  readonly p?: number;
  /** Added to every difference. @default 1e-6 */
  readonly eps?: number;
  /** Keep the last axis as size 1. @default false */
  readonly keepdim?: boolean;
}

/**
 * ‖x1 − x2 + eps‖ₚ along the last axis. Shapes broadcast.
 *
 * @throws NnError 'SHAPE', 'DTYPE'
 * @example
 * import { pairwiseDistance, tensor } from '@nn/nn';
 *
 * pairwiseDistance(tensor([[3, 0]]), tensor([[0, 4]]), { eps: 0 }).toArraySync(); // [5]
 */
export function pairwiseDistance(x1: Tensor, x2: Tensor, options: PairwiseDistanceOptions = {}): Tensor {
  const { p = 2, eps = 1e-6, keepdim = false } = options;
  return x1.sub(x2).add(eps).norm(p, -1, { keepdim });
}
