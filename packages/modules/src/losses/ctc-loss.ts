import type { Tensor } from '@nn/tensor';
import type { Lengths } from '../functional/ctc-alignment.js';
import { ctcLoss, type CtcLossOptions } from '../functional/ctc-loss.js';
import { Loss } from './loss.js';

/**
 * Connectionist temporal classification as a module: see `ctcLoss`.
 *
 * @example
 * import { CTCLoss, tensor } from '@nn/nn';
 *
 * const logProbs = tensor([[[0.5, 0.5]], [[0.5, 0.5]]]).log();
 * new CTCLoss().forward(logProbs, tensor([[1n]]), [2], [1]).itemSync(); // 0.28768208622932434
 */
export class CTCLoss extends Loss {
  static override readonly logicalName: string = 'CTCLoss';
  static override readonly name: string = 'CTCLoss';

  readonly blank: number;
  readonly zeroInfinity: boolean;

  constructor(options: CtcLossOptions = {}) {
    super(options);
    this.blank = options.blank ?? 0;
    this.zeroInfinity = options.zeroInfinity ?? false;
  }

  override forward(logProbs: Tensor, targets: Tensor, inputLengths: Lengths, targetLengths: Lengths): Tensor {
    try {
      return ctcLoss(logProbs, targets, inputLengths, targetLengths, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
