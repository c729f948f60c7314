import type { Tensor } from '@nn/tensor';
import { pairwiseDistance } from '../functional/pairwise-distance.js';
import {
  tripletMarginWithDistanceLoss,
  type TripletMarginWithDistanceOptions,
} from '../functional/triplet-margin-loss.js';
import { Loss } from './loss.js';

/**
 * `TripletMarginLoss` with any distance.
 *
 * @example
 * import { TripletMarginWithDistanceLoss, tensor } from '@nn/nn';
 *
 * const loss = new TripletMarginWithDistanceLoss({ distanceFunction: (a, b) => a.sub(b).abs().sum(-1) });
 * loss.forward(tensor([[0]]), tensor([[3]]), tensor([[1]])).itemSync(); // 3
 */
export class TripletMarginWithDistanceLoss extends Loss {
  static override readonly logicalName: string = 'TripletMarginWithDistanceLoss';
  static override readonly name: string = 'TripletMarginWithDistanceLoss';

  readonly margin: number;
  readonly swap: boolean;
  readonly distanceFunction: (a: Tensor, b: Tensor) => Tensor;

  constructor(options: TripletMarginWithDistanceOptions = {}) {
    super(options);
    this.margin = options.margin ?? 1;
    this.swap = options.swap ?? false;
    this.distanceFunction = options.distanceFunction ?? ((a, b) => pairwiseDistance(a, b));
  }

  override forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    try {
      return tripletMarginWithDistanceLoss(anchor, positive, negative, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
