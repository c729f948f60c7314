import type { Tensor } from '@nn/tensor';
import { gradientsOf } from './clip-grad-norm.js';

/**
 * Brings every element of the gradients into [−clipValue, clipValue], in place.
 *
 * @example
 * import { clipGradValue_, Parameter, tensor, zeros } from '@nn/nn';
 *
 * const weight = new Parameter(zeros([3]));
 * weight.grad = tensor([-3, 0.5, 4]);
 * clipGradValue_([weight], 1);
 * weight.grad.toArraySync(); // [-1, 0.5, 1]
 */
export function clipGradValue_(parameters: Tensor | Iterable<Tensor>, clipValue: number): void {
  for (const grad of gradientsOf(parameters)) grad.clamp_(-clipValue, clipValue);
}
