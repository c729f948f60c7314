import { dtypes, NnError } from '@nn/core';
import { promoteTypes, type Tensor } from '@nn/tensor';
import { raisedTo } from './raised-to.js';

export interface CosineSimilarityOptions {
  /** @default 1 */
  readonly dim?: number;
  /** Shorter vectors count as this long. @default 1e-8 */
  readonly eps?: number;
}

/**
 * x1 · x2 / (max(‖x1‖, eps) · max(‖x2‖, eps)) along `dim`. Shapes broadcast.
 *
 * @throws NnError 'DTYPE' for integers and booleans, 'SHAPE', 'AXIS'
 * @example
 * import { cosineSimilarity, tensor } from '@nn/nn';
 *
 * cosineSimilarity(tensor([[1, 0]]), tensor([[3, 4]])).toArraySync(); // [0.6]
 */
export function cosineSimilarity(x1: Tensor, x2: Tensor, options: CosineSimilarityOptions = {}): Tensor {
  const { dim = 1, eps = 1e-8 } = options;
  const dtype = promoteTypes(x1.dtype, x2.dtype);
  const [a, b] = [x1.to(dtype), x2.to(dtype)];
  if (!a.isFloatingPoint()) {
    const sentence = `expected common dtype to be floating point, yet common dtype is ${dtypes[dtype].torchName}`;
    throw new NnError('DTYPE', sentence, { op: 'cosineSimilarity', details: { dtype } });
  }
  const unit = (x: Tensor): Tensor => x.div(raisedTo(x.norm(2, dim, { keepdim: true }), eps));
  return unit(a).mul(unit(b)).sum(dim);
}
