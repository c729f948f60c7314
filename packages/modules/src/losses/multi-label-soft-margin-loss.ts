import type { Tensor } from '@nn/tensor';
import {
  multilabelSoftMarginLoss,
  type MultilabelSoftMarginLossOptions,
} from '../functional/multilabel-soft-margin-loss.js';
import { Buffer } from '../parameter.js';
import { Loss } from './loss.js';

/**
 * Binary cross entropy of every class, as a module: see `multilabelSoftMarginLoss`.
 *
 * @example
 * import { MultiLabelSoftMarginLoss, tensor } from '@nn/nn';
 *
 * new MultiLabelSoftMarginLoss().forward(tensor([[0, 0]]), tensor([[1, 0]])).itemSync(); // 0.6931471824645996
 */
export class MultiLabelSoftMarginLoss extends Loss {
  static override readonly logicalName: string = 'MultiLabelSoftMarginLoss';
  static override readonly name: string = 'MultiLabelSoftMarginLoss';

  readonly weight: Buffer | null;

  constructor(options: MultilabelSoftMarginLossOptions = {}) {
    super(options);
    this.weight = options.weight == null ? null : new Buffer(options.weight);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    try {
      return multilabelSoftMarginLoss(input, target, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
