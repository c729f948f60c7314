import type { Tensor } from '@nn/tensor';
import { cosineEmbeddingLoss } from '../functional/cosine-embedding-loss.js';
import type { MarginOptions } from '../functional/hinge-embedding-loss.js';
import { Loss } from './loss.js';

/**
 * What angles of pairs cost, as a module: see `cosineEmbeddingLoss`.
 *
 * @example
 * import { CosineEmbeddingLoss, tensor } from '@nn/nn';
 *
 * new CosineEmbeddingLoss().forward(tensor([[1, 0]]), tensor([[0, 1]]), tensor([1])).itemSync(); // 1
 */
export class CosineEmbeddingLoss extends Loss {
  static override readonly logicalName: string = 'CosineEmbeddingLoss';
  static override readonly name: string = 'CosineEmbeddingLoss';

  readonly margin: number;

  constructor(options: MarginOptions = {}) {
    super(options);
    this.margin = options.margin ?? 0;
  }

  override forward(x1: Tensor, x2: Tensor, target: Tensor): Tensor {
    try {
      return cosineEmbeddingLoss(x1, x2, target, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
