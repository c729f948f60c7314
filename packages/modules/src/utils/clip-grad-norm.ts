import { NnError } from '@nn/core';
import { stack, Tensor, zeros } from '@nn/tensor';

export interface ClipGradNormOptions {
  /** Which norm. @default 2 */
  readonly normType?: number | 'inf';
  /** Refuse a norm that is NaN or infinite, which must be read for that. @default false */
  readonly errorIfNonfinite?: boolean;
}

/**
 * Scales the gradients in place, so that their norm together, as if they stood in one vector, is at most `maxNorm`: each times
 * min(1, maxNorm / (norm + 1e-6)). Returns the norm from before, as a tensor: nothing is read, unless `errorIfNonfinite` asks for it.
 *
 * Parameters without a gradient are passed over; without any, the norm is 0.
 *
 * @throws NnError 'VALUE' for a norm that is not finite, where asked; 'SYNC_READ' for asking on a device that cannot be read at once; the
 * gradients are as before then
 * @example
 * import { clipGradNorm_, Parameter, tensor, zeros } from '@nn/nn';
 *
 * const weight = new Parameter(zeros([2]));
 * weight.grad = tensor([3, 4]);
 * clipGradNorm_([weight], 1).itemSync(); // 5
 * weight.grad.norm().itemSync() <= 1; // true
 */
export function clipGradNorm_(
  parameters: Tensor | Iterable<Tensor>,
  maxNorm: number,
  options: ClipGradNormOptions = {},
): Tensor {
  const { normType = 2, errorIfNonfinite = false } = options;
  const p = normType === 'inf' ? Number.POSITIVE_INFINITY : normType;
  const grads = gradientsOf(parameters);
  const first = grads[0];
  if (first === undefined) return zeros([]);
  const norms = grads.map((grad) => grad.norm(p).to(first.device));
  const total = norms.length === 1 && !Number.isFinite(p) ? norms[0]! : stack(norms).norm(p);
  if (errorIfNonfinite) refuseNonfinite(total, p);
  const scale = total.add(1e-6).reciprocal().mul(maxNorm).clamp(null, 1);
  for (const grad of grads) grad.mul_(scale.to(grad.device));
  return total;
}

/** @internal The gradients that are there, outside the graph. */
export function gradientsOf(parameters: Tensor | Iterable<Tensor>): Tensor[] {
  const all = parameters instanceof Tensor ? [parameters] : parameters;
  const grads: Tensor[] = [];
  for (const { grad } of all) if (grad !== null) grads.push(grad.detach());
  return grads;
}

function refuseNonfinite(total: Tensor, p: number): void {
  const norm = total.itemSync();
  if (Number.isFinite(norm)) return;
  throw new NnError(
    'VALUE',
    `The total norm of order ${p} for gradients from \`parameters\` is non-finite, so it cannot be clipped. To disable this error and scale the gradients by the non-finite norm anyway, set \`errorIfNonfinite: false\``,
    { op: 'clipGradNorm_', details: { norm, normType: p } },
  );
}
