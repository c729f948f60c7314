import type { Operand, Tensor } from '@nn/tensor';
import type { Moments } from './standardize.js';

/** @internal Moments that are normalized with, and the unbiased variance for the running one, of `count` values each: more than one. */
export function trackedMoments(
  x: Tensor,
  axes: readonly number[],
  count: number,
): Moments & { readonly unbiased: Tensor } {
  const unbiased = x.var(axes, { correction: 1, keepdim: true });
  return { mean: x.mean(axes, { keepdim: true }), variance: unbiased.mul((count - 1) / count), unbiased };
}

/**
 * @internal (1 − momentum) · running + momentum · now, rounded as PyTorch does on the CPU: both factors and the first product to the dtype of
 * the running moments, the sum once. That takes 64 bits; a backend without them rounds the second product too.
 */
export function moved(running: Tensor, now: Tensor, momentum: Operand): Tensor {
  const { dtype } = running;
  const wide = running.storage.backend.capabilities.dtypes.includes('float64') ? 'float64' : dtype;
  const round = dtype === 'float64' ? Number : Math.fround;
  const share = typeof momentum === 'object' ? momentum.to(dtype).to(wide) : round(Number(momentum));
  const rest = typeof momentum === 'object' ? momentum.neg().add(1).to(dtype) : round(1 - Number(momentum));
  return running.detach().mul(rest).to(wide).add(now.to(wide).mul(share)).to(dtype);
}
