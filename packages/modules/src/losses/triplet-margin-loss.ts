import type { Tensor } from '@nn/tensor';
import { tripletMarginLoss, type TripletMarginLossOptions } from '../functional/triplet-margin-loss.js';
import { Loss } from './loss.js';

/**
 * The positive ought to be nearer than the negative, as a module: see `tripletMarginLoss`.
 *
 * @example
 * import { TripletMarginLoss, tensor } from '@nn/nn';
 *
 * const loss = new TripletMarginLoss({ eps: 0 });
 * loss.forward(tensor([[0, 0]]), tensor([[3, 0]]), tensor([[0, 1]])).itemSync(); // 3
 */
export class TripletMarginLoss extends Loss {
  static override readonly logicalName: string = 'TripletMarginLoss';
  static override readonly name: string = 'TripletMarginLoss';

  readonly margin: number;
  readonly p: number;
  readonly eps: number;
  readonly swap: boolean;

  constructor(options: TripletMarginLossOptions = {}) {
    super(options);
    this.margin = options.margin ?? 1;
    this.p = options.p ?? 2;
    this.eps = options.eps ?? 1e-6;
    this.swap = options.swap ?? false;
  }

  override forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    try {
      return tripletMarginLoss(anchor, positive, negative, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
