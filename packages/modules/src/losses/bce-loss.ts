import type { Tensor } from '@nn/tensor';
import { binaryCrossEntropy, type BinaryCrossEntropyOptions } from '../functional/binary-cross-entropy.js';
import { Buffer } from '../parameter.js';
import { Loss } from './loss.js';

/**
 * Binary cross entropy of probabilities, as a module: see `binaryCrossEntropy`.
 *
 * @throws NnError 'VALUE' for an input outside 0 to 1
 *
 * @example
 * import { BCELoss, tensor } from '@nn/nn';
 *
 * new BCELoss().forward(tensor([0.5]), tensor([1])).itemSync(); // 0.6931471824645996
 */
export class BCELoss extends Loss {
  static override readonly logicalName: string = 'BCELoss';
  static override readonly name: string = 'BCELoss';

  readonly weight: Buffer | null;

  constructor(options: BinaryCrossEntropyOptions = {}) {
    super(options);
    this.weight = options.weight == null ? null : new Buffer(options.weight);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    try {
      return binaryCrossEntropy(input, target, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
