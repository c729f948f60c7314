import type { Tensor } from '@nn/tensor';

export interface NormalizeOptions {
  /** Which norm. @default 2 */
  readonly p?: number;
  /** One axis, or several that make a vector together. @default 1 */
  readonly dim?: number | readonly number[];
  /** Shorter vectors are divided by this. @default 1e-12 */
  readonly eps?: number;
}

/**
 * x / max(‖x‖ₚ, eps): vectors along `dim` of length 1.
 *
 * @throws NnError 'DTYPE' for integers and booleans, 'AXIS'
 * @example
 * import { normalize, tensor } from '@nn/nn';
 *
 * normalize(tensor([[3, 4]])).toArraySync(); // [[0.6, 0.8]]
 */
export function normalize(x: Tensor, options: NormalizeOptions = {}): Tensor {
  const { p = 2, dim = 1, eps = 1e-12 } = options;
  return x.div(x.norm(p, dim, { keepdim: true }).clamp(eps));
}
