import type { Tensor } from '@nn/tensor';

/** @internal max(x, low) whose derivative is 1 everywhere, below the bound too: PyTorch's clamp inside `no_grad`. */
export function raisedTo(x: Tensor, low: number): Tensor {
  const value = x.detach();
  return x.add(value.clamp(low).sub(value));
}
