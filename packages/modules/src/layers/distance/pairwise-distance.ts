import type { Tensor } from '@nn/tensor';
import { pairwiseDistance, type PairwiseDistanceOptions } from '../../functional/pairwise-distance.js';
import { Module } from '../../module.js';

/**
 * The p-norm of differences along the last axis, as a module.
 *
 * @example
 * import { PairwiseDistance, tensor } from '@nn/nn';
 *
 * new PairwiseDistance({ eps: 0 }).forward(tensor([[3, 0]]), tensor([[0, 4]])).toArraySync(); // [5]
 */
export class PairwiseDistance extends Module {
  static override readonly logicalName: string = 'PairwiseDistance';
  static override readonly name: string = 'PairwiseDistance';

  readonly p: number;
  readonly eps: number;
  readonly keepdim: boolean;

  constructor(options: PairwiseDistanceOptions = {}) {
    super();
    this.p = options.p ?? 2;
    this.eps = options.eps ?? 1e-6;
    this.keepdim = options.keepdim ?? false;
  }

  override forward(x1: Tensor, x2: Tensor): Tensor {
    try {
      return pairwiseDistance(x1, x2, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
