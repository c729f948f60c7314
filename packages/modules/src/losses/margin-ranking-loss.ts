import type { Tensor } from '@nn/tensor';
import type { MarginOptions } from '../functional/hinge-embedding-loss.js';
import { marginRankingLoss } from '../functional/margin-ranking-loss.js';
import { Loss } from './loss.js';

/**
 * What a wrong order costs, as a module: see `marginRankingLoss`.
 *
 * @example
 * import { MarginRankingLoss, tensor } from '@nn/nn';
 *
 * new MarginRankingLoss().forward(tensor([1, 3]), tensor([2, 1]), tensor([1, 1])).itemSync(); // 0.5
 */
export class MarginRankingLoss extends Loss {
  static override readonly logicalName: string = 'MarginRankingLoss';
  static override readonly name: string = 'MarginRankingLoss';

  readonly margin: number;

  constructor(options: MarginOptions = {}) {
    super(options);
    this.margin = options.margin ?? 0;
  }

  override forward(x1: Tensor, x2: Tensor, target: Tensor): Tensor {
    try {
      return marginRankingLoss(x1, x2, target, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
