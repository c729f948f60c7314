import type { Tensor } from '@nn/tensor';
import { multilabelMarginLoss } from '../functional/multilabel-margin-loss.js';
import { Loss } from './loss.js';

/**
 * Every right class ought to be ahead of every wrong one, as a module: see `multilabelMarginLoss`.
 *
 * @example
 * import { MultiLabelMarginLoss, tensor } from '@nn/nn';
 *
 * new MultiLabelMarginLoss().forward(tensor([[0.5, 0]]), tensor([[0n, -1n]])).itemSync(); // 0.25
 */
export class MultiLabelMarginLoss extends Loss {
  static override readonly logicalName: string = 'MultiLabelMarginLoss';
  static override readonly name: string = 'MultiLabelMarginLoss';

  override forward(input: Tensor, target: Tensor): Tensor {
    try {
      return multilabelMarginLoss(input, target, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
