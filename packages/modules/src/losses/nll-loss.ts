import type { Tensor } from '@nn/tensor';
import { nllLoss, type NllLossOptions } from '../functional/nll-loss.js';
import { Buffer } from '../parameter.js';
import { Loss } from './loss.js';

/**
 * Negative log likelihood of log probabilities, as a module. Shapes as in `nllLoss`.
 *
 * @example
 * import { NLLLoss, tensor } from '@nn/nn';
 *
 * new NLLLoss().forward(tensor([[-1, -2]]), tensor([0n])).itemSync(); // 1
 */
export class NLLLoss extends Loss {
  static override readonly logicalName: string = 'NLLLoss';
  static override readonly name: string = 'NLLLoss';

  readonly weight: Buffer | null;
  readonly ignoreIndex: number;

  constructor(options: NllLossOptions = {}) {
    super(options);
    this.weight = options.weight == null ? null : new Buffer(options.weight);
    this.ignoreIndex = options.ignoreIndex ?? -100;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    try {
      return nllLoss(input, target, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
