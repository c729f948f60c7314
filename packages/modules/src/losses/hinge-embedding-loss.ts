import type { Tensor } from '@nn/tensor';
import { hingeEmbeddingLoss, type MarginOptions } from '../functional/hinge-embedding-loss.js';
import { Loss } from './loss.js';

/**
 * What distances of pairs cost, as a module: see `hingeEmbeddingLoss`.
 *
 * @example
 * import { HingeEmbeddingLoss, tensor } from '@nn/nn';
 *
 * new HingeEmbeddingLoss().forward(tensor([2, 0.5]), tensor([1, -1])).itemSync(); // 1.25
 */
export class HingeEmbeddingLoss extends Loss {
  static override readonly logicalName: string = 'HingeEmbeddingLoss';
  static override readonly name: string = 'HingeEmbeddingLoss';

  readonly margin: number;

  constructor(options: MarginOptions = {}) {
    super(options);
    this.margin = options.margin ?? 1;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    try {
      return hingeEmbeddingLoss(input, target, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
