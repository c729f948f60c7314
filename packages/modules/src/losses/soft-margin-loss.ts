import type { Tensor } from '@nn/tensor';
import { softMarginLoss } from '../functional/soft-margin-loss.js';
import { Loss } from './loss.js';

/**
 * log(1 + e^(−y x)) as a module.
 *
 * @example
 * import { SoftMarginLoss, tensor } from '@nn/nn';
 *
 * new SoftMarginLoss().forward(tensor([0]), tensor([1])).itemSync(); // 0.6931471824645996
 */
export class SoftMarginLoss extends Loss {
  static override readonly logicalName: string = 'SoftMarginLoss';
  static override readonly name: string = 'SoftMarginLoss';

  override forward(input: Tensor, target: Tensor): Tensor {
    try {
      return softMarginLoss(input, target, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
