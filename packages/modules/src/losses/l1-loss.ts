import type { Tensor } from '@nn/tensor';
import { l1Loss } from '../functional/l1-loss.js';
import { Loss } from './loss.js';

/**
 * Absolute error |x − y| as a module.
 *
 * @example
 * import { L1Loss, tensor } from '@nn/nn';
 *
 * new L1Loss().forward(tensor([1, 2]), tensor([1, 5])).itemSync(); // 1.5
 */
export class L1Loss extends Loss {
  static override readonly logicalName: string = 'L1Loss';
  static override readonly name: string = 'L1Loss';

  override forward(input: Tensor, target: Tensor): Tensor {
    try {
      return l1Loss(input, target, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
