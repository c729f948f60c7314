import type { Tensor } from '@nn/tensor';
import { poissonNllLoss, type PoissonNllLossOptions } from '../functional/poisson-nll-loss.js';
import { Loss } from './loss.js';

/**
 * Negative log likelihood of counts, as a module: see `poissonNllLoss`.
 *
 * @example
 * import { PoissonNLLLoss, tensor } from '@nn/nn';
 *
 * new PoissonNLLLoss().forward(tensor([0, 0]), tensor([1, 2])).itemSync(); // 1
 */
export class PoissonNLLLoss extends Loss {
  static override readonly logicalName: string = 'PoissonNLLLoss';
  static override readonly name: string = 'PoissonNLLLoss';

  readonly logInput: boolean;
  readonly full: boolean;
  readonly eps: number;

  constructor(options: PoissonNllLossOptions = {}) {
    super(options);
    this.logInput = options.logInput ?? true;
    this.full = options.full ?? false;
    this.eps = options.eps ?? 1e-8;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    try {
      return poissonNllLoss(input, target, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
