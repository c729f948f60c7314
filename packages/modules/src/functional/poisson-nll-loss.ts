import type { Tensor } from '@nn/tensor';
import { reduce, type ReductionOptions } from './reduction.js';

export interface PoissonNllLossOptions extends ReductionOptions {
  /** The input is the logarithm of the rate. @default true */
  readonly logInput?: boolean;
  /** Add Stirling's term for the target's factorial. @default false */
  readonly full?: boolean;
  /** Added to a rate before its logarithm is taken. @default 1e-8 */
  readonly eps?: number;
}

/**
 * Negative log likelihood of counts under a Poisson law: eˣ − y x of log rates, or x − y log(x + eps) of rates. Shapes broadcast.
 *
 * @throws NnError 'SHAPE', 'OPTION'
 * @example
 * import { poissonNllLoss, tensor } from '@nn/nn';
 *
 * poissonNllLoss(tensor([0, 0]), tensor([1, 2])).itemSync(); // 1
 */
export function poissonNllLoss(input: Tensor, target: Tensor, options: PoissonNllLossOptions = {}): Tensor {
  const { logInput = true, full = false, eps = 1e-8, reduction } = options;
  const losses = logInput ? input.exp().sub(target.mul(input)) : input.sub(target.mul(input.add(eps).log()));
  return reduce(full ? losses.add(stirling(target)) : losses, reduction, 'poissonNllLoss');
}

/** y log y − y + log(2πy) / 2 above 1, else 0. */
function stirling(target: Tensor): Tensor {
  const small = target.le(1);
  const y = target.maskedFill(small, 1);
  const half = y
    .mul(2 * Math.PI)
    .log()
    .mul(0.5);
  return y.mul(y.log()).sub(y).add(half).maskedFill(small, 0);
}
