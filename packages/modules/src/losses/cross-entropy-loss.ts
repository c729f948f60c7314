import type { Tensor } from '@nn/tensor';
import { crossEntropy, type CrossEntropyOptions } from '../functional/cross-entropy.js';
import { Buffer } from '../parameter.js';
import { Loss } from './loss.js';

/**
 * −log p of the right class, from logits, as a module. Shapes as in `crossEntropy`.
 *
 * @example
 * import { CrossEntropyLoss, tensor } from '@nn/nn';
 *
 * new CrossEntropyLoss().forward(tensor([[0, 0]]), tensor([1n])).itemSync(); // 0.6931471824645996
 */
export class CrossEntropyLoss extends Loss {
  static override readonly logicalName: string = 'CrossEntropyLoss';
  static override readonly name: string = 'CrossEntropyLoss';

  readonly weight: Buffer | null;
  readonly ignoreIndex: number;
  readonly labelSmoothing: number;

  constructor(options: CrossEntropyOptions = {}) {
    super(options);
    this.weight = options.weight == null ? null : new Buffer(options.weight);
    this.ignoreIndex = options.ignoreIndex ?? -100;
    this.labelSmoothing = options.labelSmoothing ?? 0;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    try {
      return crossEntropy(input, target, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
