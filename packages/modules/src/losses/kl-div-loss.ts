import type { Tensor } from '@nn/tensor';
import { klDiv, type KlDivOptions } from '../functional/kl-div.js';
import { checkReduction, type Reduction } from '../functional/reduction.js';
import { Module } from '../module.js';

/**
 * Kullback-Leibler divergence as a module: see `klDiv`.
 *
 * @example
 * import { KLDivLoss, tensor } from '@nn/nn';
 *
 * new KLDivLoss({ reduction: 'batchmean' }).forward(tensor([[0, 0]]), tensor([[1, 0]])).itemSync(); // 0
 */
export class KLDivLoss extends Module {
  static override readonly logicalName: string = 'KLDivLoss';
  static override readonly name: string = 'KLDivLoss';

  readonly reduction: Reduction | 'batchmean';
  readonly logTarget: boolean;

  constructor(options: KlDivOptions = {}) {
    super();
    const { reduction = 'mean', logTarget = false } = options;
    this.reduction = reduction === 'batchmean' ? reduction : checkReduction(reduction, 'KLDivLoss');
    this.logTarget = logTarget;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    try {
      return klDiv(input, target, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
