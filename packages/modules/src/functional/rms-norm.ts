import type { DType, Shape } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { checkFloating, checkSameFloat, widerOf } from './float-check.js';
import { checkNormalized } from './layer-norm.js';

export interface RmsNormOptions {
  /** Factor of every element, of the normalized shape. */
  readonly weight?: Tensor | null;
  /** Added to the mean square. @default the spacing of the input's dtype at 1 */
  readonly eps?: number | null;
}

/** The spacing at 1. */
const spacing: Partial<Record<DType, number>> = {
  float16: 2 ** -10,
  bfloat16: 2 ** -7,
  float32: 2 ** -23,
  float64: 2 ** -52,
};

/**
 * y = x / √(mean(x²) + eps) · weight, with the mean over the last axes (Zhang & Sennrich 2019).
 *
 * @param normalizedShape the sizes of those axes
 * @throws NnError 'SHAPE' where x or weight do not fit, 'DTYPE'
 * @example
 * import { rmsNorm, tensor } from '@nn/nn';
 *
 * rmsNorm(tensor([[2, -2]]), [2], { eps: 0 }).toArraySync(); // [[1, -1]]
 */
export function rmsNorm(x: Tensor, normalizedShape: Shape, options: RmsNormOptions = {}): Tensor {
  const { weight = null, eps = null } = options;
  const axes = checkNormalized(x, normalizedShape, { weight }, 'rmsNorm');
  checkFloating(x, 'rmsNorm', 'rms_norm');
  checkSameFloat(x, [weight], 'rmsNorm');
  const wide = x.to(widerOf(x.dtype));
  const meanSquare = wide.mul(wide).mean(axes, { keepdim: true });
  const y = wide.mul(meanSquare.add(eps ?? spacing[x.dtype] ?? 0).rsqrt());
  return (weight === null ? y : y.mul(weight)).to(x.dtype);
}
