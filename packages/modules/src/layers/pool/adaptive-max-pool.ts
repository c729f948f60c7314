import {
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  type AdaptiveMaxPoolOptions,
  type AdaptiveSize,
  type MaxPooled,
  type Tensor,
} from '@nn/tensor';
import type { Repr } from '../../print-module.js';
import { FunctionLayer } from '../function-layer.js';

/** What adaptive pools of greatest elements share. With `returnIndices` they give `[output, indices]`. */
export abstract class AdaptiveMaxPoolLayer<Indices extends boolean = false> extends FunctionLayer<MaxPooled<Indices>> {
  readonly outputSize: AdaptiveSize;
  readonly returnIndices: Indices;

  /** @param outputSize one size for all axes, or one for each; `null` keeps that of the input */
  constructor(outputSize: AdaptiveSize, options: AdaptiveMaxPoolOptions<Indices> = {}) {
    super();
    this.outputSize = outputSize;
    this.returnIndices = options.returnIndices ?? (false as Indices);
  }

  override extraRepr(): Repr {
    return { outputSize: this.outputSize };
  }
}

/**
 * One axis divided into as many parts, and the greatest element of each: `[N, C, L]` or `[C, L]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for other ranks, 'OPTION'
 * @example
 * import { AdaptiveMaxPool1d, tensor } from '@nn/nn';
 *
 * new AdaptiveMaxPool1d(2).forward(tensor([[1, 2, 3, 4, 5]])).toArraySync(); // [[3, 5]]
 */
export class AdaptiveMaxPool1d<Indices extends boolean = false> extends AdaptiveMaxPoolLayer<Indices> {
  static override readonly logicalName: string = 'AdaptiveMaxPool1d';
  static override readonly name: string = 'AdaptiveMaxPool1d';

  protected override compute(x: Tensor): MaxPooled<Indices> {
    return adaptiveMaxPool1d(x, this.outputSize, this);
  }
}

/**
 * Two axes divided into as many parts, and the greatest element of each: `[N, C, H, W]` or `[C, H, W]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for other ranks, 'OPTION'
 * @example
 * import { AdaptiveMaxPool2d, rand } from '@nn/nn';
 *
 * new AdaptiveMaxPool2d([null, 4]).forward(rand([1, 2, 7, 9])).shape; // [1, 2, 7, 4]
 */
export class AdaptiveMaxPool2d<Indices extends boolean = false> extends AdaptiveMaxPoolLayer<Indices> {
  static override readonly logicalName: string = 'AdaptiveMaxPool2d';
  static override readonly name: string = 'AdaptiveMaxPool2d';

  protected override compute(x: Tensor): MaxPooled<Indices> {
    return adaptiveMaxPool2d(x, this.outputSize, this);
  }
}

/**
 * Three axes divided into as many parts, and the greatest element of each: `[N, C, D, H, W]` or `[C, D, H, W]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for other ranks, 'OPTION'
 * @example
 * import { AdaptiveMaxPool3d, rand } from '@nn/nn';
 *
 * new AdaptiveMaxPool3d(2).forward(rand([1, 2, 4, 5, 6])).shape; // [1, 2, 2, 2, 2]
 */
export class AdaptiveMaxPool3d<Indices extends boolean = false> extends AdaptiveMaxPoolLayer<Indices> {
  static override readonly logicalName: string = 'AdaptiveMaxPool3d';
  static override readonly name: string = 'AdaptiveMaxPool3d';

  protected override compute(x: Tensor): MaxPooled<Indices> {
    return adaptiveMaxPool3d(x, this.outputSize, this);
  }
}
