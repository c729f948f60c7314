import type { Tensor } from '@nn/tensor';
import { smoothL1Loss, type SmoothL1LossOptions } from '../functional/smooth-l1-loss.js';
import { Loss } from './loss.js';

/**
 * A square near 0 and a line beyond, as a module: see `smoothL1Loss`.
 *
 * @throws NnError 'OPTION' for a beta below 0
 *
 * @example
 * import { SmoothL1Loss, tensor } from '@nn/nn';
 *
 * new SmoothL1Loss().forward(tensor([1, 3]), tensor([0, 0])).itemSync(); // 1.5
 */
export class SmoothL1Loss extends Loss {
  static override readonly logicalName: string = 'SmoothL1Loss';
  static override readonly name: string = 'SmoothL1Loss';

  readonly beta: number;

  constructor(options: SmoothL1LossOptions = {}) {
    super(options);
    this.beta = options.beta ?? 1;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    try {
      return smoothL1Loss(input, target, this);
    } catch (error) {
      throw this.locate(error);
    }
  }
}
