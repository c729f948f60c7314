import type { Tensor } from '@nn/tensor';
import { mseLoss } from '../functional/mse-loss.js';
import { Loss } from './loss.js';

/**
 * Squared error (x − y)² as a module.
 *
 * @example
 * import { MSELoss, tensor } from '@nn/nn';
 *
 * new MSELoss().forward(tensor([1, 2]), tensor([1, 4])).itemSync(); // 2
 */
export class MSELoss extends Loss {
  static override readonly logicalName: string = 'MSELoss';
  static override readonly name: string = 'MSELoss';

  override forward(input: Tensor, target: Tensor): Tensor {
    try {
      return mseLoss(input, target, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
