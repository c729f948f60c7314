import type { Tensor } from '@nn/tensor';
import { huberLoss, type HuberLossOptions } from '../functional/huber-loss.js';
import { Loss } from './loss.js';

/**
 * A square near 0 and a line beyond, as a module: see `huberLoss`.
 *
 * @throws NnError 'OPTION' for a delta that is not positive
 *
 * @example
 * import { HuberLoss, tensor } from '@nn/nn';
 *
 * new HuberLoss().forward(tensor([1, 3]), tensor([0, 0])).itemSync(); // 1.5
 */
export class HuberLoss extends Loss {
  static override readonly logicalName: string = 'HuberLoss';
  static override readonly name: string = 'HuberLoss';

  readonly delta: number;

  constructor(options: HuberLossOptions = {}) {
    super(options);
    this.delta = options.delta ?? 1;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    try {
      return huberLoss(input, target, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
