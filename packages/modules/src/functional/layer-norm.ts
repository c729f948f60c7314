import { formatShape, NnError, sameShape, type Shape } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { checkFloating, checkSameFloat, widerOf } from './float-check.js';
import { normalizedTogether } from './normalized-together.js';

export interface LayerNormOptions {
  /** Factor of every element, of the normalized shape. */
  readonly weight?: Tensor | null;
  /** Addend of every element, of the normalized shape. */
  readonly bias?: Tensor | null;
  /** Added to the variance. @default 1e-5 */
  readonly eps?: number;
}

/**
 * y = (x − mean) / √(variance + eps) · weight + bias, with the moments over the last axes (Ba et al. 2016).
 *
 * @param normalizedShape the sizes of those axes
 * @throws NnError 'SHAPE' where x, weight or bias do not fit, 'DTYPE'
 * @example
 * import { layerNorm, tensor } from '@nn/nn';
 *
 * layerNorm(tensor([[1, 3], [0, 4]]), [2], { eps: 0 }).toArraySync(); // [[-1, 1], [-1, 1]]
 */
export function layerNorm(x: Tensor, normalizedShape: Shape, options: LayerNormOptions = {}): Tensor {
  const { weight = null, bias = null, eps = 1e-5 } = options;
  const axes = checkNormalized(x, normalizedShape, { weight, bias }, 'layerNorm');
  checkFloating(x, 'layerNorm', 'LayerNormKernelImpl');
  checkSameFloat(x, [weight, bias], 'layerNorm');
  return normalizedTogether(x.to(widerOf(x.dtype)), axes, { weight, bias, eps }).to(x.dtype);
}

/** @internal The last axes, after all shapes were compared. */
export function checkNormalized(
  x: Tensor,
  shape: Shape,
  parameters: Readonly<Record<string, Tensor | null>>,
  op: string,
): number[] {
  const details = { shape: x.shape, normalizedShape: shape };
  if (shape.length === 0) {
    const sentence = `Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = ${formatShape(shape)}`;
    throw new NnError('SHAPE', sentence, { op, details });
  }
  for (const [name, parameter] of Object.entries(parameters)) {
    if (parameter === null || sameShape(parameter.shape, shape)) continue;
    const sentence = `Expected ${name} to be of same shape as normalized_shape, but got ${name} of shape ${formatShape(parameter.shape)} and normalized_shape = ${formatShape(shape)}`;
    throw new NnError('SHAPE', sentence, { op, details: { ...details, [name]: parameter.shape } });
  }
  const first = x.ndim - shape.length;
  if (first < 0 || !sameShape(x.shape.slice(first), shape)) {
    const sentence = `Given normalized_shape=${formatShape(shape)}, expected input with shape [*, ${shape.join(', ')}], but got input of size${formatShape(x.shape)}`;
    throw new NnError('SHAPE', sentence, { op, details });
  }
  return shape.map((_, axis) => first + axis);
}
