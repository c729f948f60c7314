import { NnError } from '@nn/core';
import { cat, type Tensor, zeros } from '@nn/tensor';

export interface LocalResponseNormOptions {
  /** @default 1e-4 */
  readonly alpha?: number;
  /** @default 0.75 */
  readonly beta?: number;
  /** @default 1 */
  readonly k?: number;
}

/**
 * y = x / (k + alpha · mean of x² over `size` channels around)^beta; channels beyond the edge count as 0 (Krizhevsky et al. 2012).
 *
 * @param x shape `[N, C, …]`
 * @throws NnError 'SHAPE' for fewer than three axes
 * @example
 * import { localResponseNorm, ones } from '@nn/nn';
 *
 * localResponseNorm(ones([1, 3, 1]), 2, { alpha: 1, beta: 1 }).toArraySync(); // [[[0.6666667], [0.5], [0.5]]]
 */
export function localResponseNorm(x: Tensor, size: number, options: LocalResponseNormOptions = {}): Tensor {
  const { alpha = 1e-4, beta = 0.75, k = 1 } = options;
  if (x.ndim < 3) {
    throw new NnError('SHAPE', `Expected 3D or higher dimensionality input (got ${x.ndim} dimensions)`, {
      op: 'localResponseNorm',
      details: { shape: x.shape },
    });
  }
  if (x.numel() === 0) return x;
  const edge = (channels: number): Tensor =>
    zeros(
      x.shape.map((length, axis) => (axis === 1 ? channels : length)),
      { dtype: x.dtype, device: x.device },
    );
  const squares = cat([edge(Math.floor(size / 2)), x.mul(x), edge(Math.floor((size - 1) / 2))], 1);
  return x.div(squares.unfold(1, size, 1).mean(-1).mul(alpha).add(k).pow(beta));
}
