import { NnError } from '@nn/core';
import type { Tensor } from '@nn/tensor';

/** @internal What a normalization subtracts and divides by, with the reduced axes kept as size 1. */
export interface Moments {
  readonly mean: Tensor;
  /** Σ(x − mean)² / n */
  readonly variance: Tensor;
}

/** @internal Mean and biased variance over some axes, differentiable; the variance in two passes, so that a large mean costs no accuracy. */
export function momentsOf(x: Tensor, axes: readonly number[]): Moments {
  return { mean: x.mean(axes, { keepdim: true }), variance: x.var(axes, { correction: 0, keepdim: true }) };
}

/** @internal (x − mean) / √(variance + eps) */
export function standardize(x: Tensor, { mean, variance }: Moments, eps: number): Tensor {
  return x.sub(mean).mul(variance.add(eps).rsqrt());
}

/** @internal x · weight + bias, each a vector along `axis` or absent. */
export function affine(
  x: Tensor,
  weight: Tensor | null | undefined,
  bias: Tensor | null | undefined,
  axis: number,
): Tensor {
  const scaled = weight == null ? x : x.mul(alongAxis(weight, x.ndim, axis));
  return bias == null ? scaled : scaled.add(alongAxis(bias, x.ndim, axis));
}

/** @internal A vector as one axis of several, to broadcast along the others. */
export function alongAxis(vector: Tensor, ndim: number, axis: number): Tensor {
  return vector.reshape(Array.from({ length: ndim }, (_, at) => (at === axis ? -1 : 1)));
}

/** @internal Refuses a vector of statistics or parameters that has not one element for every channel. */
export function checkLength(
  vector: Tensor | null | undefined,
  channels: number,
  name: string,
  op: string,
  copies = 1,
): void {
  if (vector == null || vector.numel() === channels) return;
  throw new NnError('SHAPE', `${name} should contain ${channels * copies} elements not ${vector.numel() * copies}`, {
    op,
    details: { channels, [name]: vector.shape },
  });
}
