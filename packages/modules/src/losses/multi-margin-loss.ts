import type { Tensor } from '@nn/tensor';
import { checkPower, multiMarginLoss, type MultiMarginLossOptions } from '../functional/multi-margin-loss.js';
import { Buffer } from '../parameter.js';
import { Loss } from './loss.js';

/**
 * The right class ought to be ahead of every other, as a module: see `multiMarginLoss`.
 *
 * @throws NnError 'OPTION' for another p than 1 and 2
 *
 * @example
 * import { MultiMarginLoss, tensor } from '@nn/nn';
 *
 * new MultiMarginLoss().forward(tensor([[0.5, 0]]), tensor([0n])).itemSync(); // 0.25
 */
export class MultiMarginLoss extends Loss {
  static override readonly logicalName: string = 'MultiMarginLoss';
  static override readonly name: string = 'MultiMarginLoss';

  readonly weight: Buffer | null;
  readonly p: number;
  readonly margin: number;

  constructor(options: MultiMarginLossOptions = {}) {
    super(options);
    this.weight = options.weight == null ? null : new Buffer(options.weight);
    this.p = checkPower(options.p ?? 1);
    this.margin = options.margin ?? 1;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    try {
      return multiMarginLoss(input, target, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
