import type { Tensor } from '@nn/tensor';
import { cosineSimilarity, type CosineSimilarityOptions } from '../../functional/cosine-similarity.js';
import { Module } from '../../module.js';

/**
 * The cosine of the angle between vectors along `dim`, as a module.
 *
 * @example
 * import { CosineSimilarity, tensor } from '@nn/nn';
 *
 * new CosineSimilarity().forward(tensor([[1, 0]]), tensor([[3, 4]])).toArraySync(); // [0.6]
 */
export class CosineSimilarity extends Module {
  static override readonly logicalName: string = 'CosineSimilarity';
  static override readonly name: string = 'CosineSimilarity';

  readonly dim: number;
  readonly eps: number;

  constructor(options: CosineSimilarityOptions = {}) {
    super();
    this.dim = options.dim ?? 1;
    this.eps = options.eps ?? 1e-8;
  }

  override forward(x1: Tensor, x2: Tensor): Tensor {
    try {
      return cosineSimilarity(x1, x2, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
