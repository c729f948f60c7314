import type { BackwardOptions, Tensor } from '@nn/tensor';
import { accumulate } from './engine.js';

/**
 * `backward` of several tensors at once: accumulates into every leaf the sum of their derivatives.
 *
 * @param gradients one for each tensor; `null`, or none at all, for scalars
 * @throws NnError as `Tensor.backward`
 * @example
 * import { backward, tensor } from '@nn/nn';
 *
 * const x = tensor([1, 2], { requiresGrad: true });
 * backward([x.mul(2), x.mul(x)], [tensor([1, 1]), tensor([1, 1])]);
 * x.grad?.toArraySync(); // [4, 6]
 */
export function backward(tensors: readonly Tensor[], gradients: readonly (Tensor | null)[] = [], options: BackwardOptions = {}): void {
  accumulate(tensors, gradients, options);
}
