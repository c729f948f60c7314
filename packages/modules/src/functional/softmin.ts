import { softmax, type SoftmaxOptions, type Tensor } from '@nn/tensor';

/**
 * e^−x / Σ e^−x along `dim`.
 *
 * @throws NnError 'AXIS', 'DTYPE'
 * @example
 * import { softmin, tensor } from '@nn/nn';
 *
 * softmin(tensor([1000, 1000]), 0).toArraySync(); // [0.5, 0.5]
 */
export function softmin(x: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
  return softmax(x.neg(), dim, options);
}
