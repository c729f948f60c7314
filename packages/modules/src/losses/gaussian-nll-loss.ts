import type { Tensor } from '@nn/tensor';
import { gaussianNllLoss, type GaussianNllLossOptions } from '../functional/gaussian-nll-loss.js';
import { Loss } from './loss.js';

/**
 * Negative log likelihood under a normal law, as a module: see `gaussianNllLoss`.
 *
 * @throws NnError 'VALUE' for a negative variance
 *
 * @example
 * import { GaussianNLLLoss, tensor } from '@nn/nn';
 *
 * new GaussianNLLLoss().forward(tensor([1, 2]), tensor([1, 4]), tensor([1, 1])).itemSync(); // 1
 */
export class GaussianNLLLoss extends Loss {
  static override readonly logicalName: string = 'GaussianNLLLoss';
  static override readonly name: string = 'GaussianNLLLoss';

  readonly full: boolean;
  readonly eps: number;

  constructor(options: GaussianNllLossOptions = {}) {
    super(options);
    this.full = options.full ?? false;
    this.eps = options.eps ?? 1e-6;
  }

  override forward(input: Tensor, target: Tensor, variance: Tensor): Tensor {
    try {
      return gaussianNllLoss(input, target, variance, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
