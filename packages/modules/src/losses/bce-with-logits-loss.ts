import type { Tensor } from '@nn/tensor';
import {
  binaryCrossEntropyWithLogits,
  type BinaryCrossEntropyWithLogitsOptions,
} from '../functional/binary-cross-entropy-with-logits.js';
import { Buffer } from '../parameter.js';
import { Loss } from './loss.js';

/**
 * Binary cross entropy of logits, as a module: see `binaryCrossEntropyWithLogits`.
 *
 * @example
 * import { BCEWithLogitsLoss, tensor } from '@nn/nn';
 *
 * new BCEWithLogitsLoss().forward(tensor([0]), tensor([1])).itemSync(); // 0.6931471824645996
 */
export class BCEWithLogitsLoss extends Loss {
  static override readonly logicalName: string = 'BCEWithLogitsLoss';
  static override readonly name: string = 'BCEWithLogitsLoss';

  readonly weight: Buffer | null;
  readonly pos_weight: Buffer | null;

  constructor(options: BinaryCrossEntropyWithLogitsOptions = {}) {
    super(options);
    this.weight = options.weight == null ? null : new Buffer(options.weight);
    this.pos_weight = options.posWeight == null ? null : new Buffer(options.posWeight);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    try {
      return binaryCrossEntropyWithLogits(input, target, {
        weight: this.weight,
        posWeight: this.pos_weight,
        reduction: this.reduction,
      });
    } catch (error) {
      throw this.locate(error);
    }
  }
}
