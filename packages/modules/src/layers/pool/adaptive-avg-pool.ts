import { type AdaptiveSize, adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d, type Tensor } from '@nn/tensor';
import type { Repr } from '../../print-module.js';
import { FunctionLayer } from '../function-layer.js';

/** What adaptive pools of means share. */
export abstract class AdaptiveAvgPoolLayer extends FunctionLayer {
  readonly outputSize: AdaptiveSize;

  /** @param outputSize one size for all axes, or one for each; `null` keeps that of the input */
  constructor(outputSize: AdaptiveSize) {
    super();
    this.outputSize = outputSize;
  }

  override extraRepr(): Repr {
    return { outputSize: this.outputSize };
  }
}

/**
 * One axis divided into as many parts, and the mean of each: `[N, C, L]` or `[C, L]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for other ranks, 'OPTION'
 * @example
 * import { AdaptiveAvgPool1d, tensor } from '@nn/nn';
 *
 * new AdaptiveAvgPool1d(2).forward(tensor([[1, 2, 3, 4, 5]])).toArraySync(); // [[2, 4]]
 */
export class AdaptiveAvgPool1d extends AdaptiveAvgPoolLayer {
  static override readonly logicalName: string = 'AdaptiveAvgPool1d';
  static override readonly name: string = 'AdaptiveAvgPool1d';

  protected override compute(x: Tensor): Tensor {
    return adaptiveAvgPool1d(x, this.outputSize);
  }
}

/**
 * Two axes divided into as many parts, and the mean of each: `[N, C, H, W]` or `[C, H, W]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for other ranks, 'OPTION'
 * @example
 * import { AdaptiveAvgPool2d, rand } from '@nn/nn';
 *
 * new AdaptiveAvgPool2d([null, 4]).forward(rand([1, 2, 7, 9])).shape; // [1, 2, 7, 4]
 */
export class AdaptiveAvgPool2d extends AdaptiveAvgPoolLayer {
  static override readonly logicalName: string = 'AdaptiveAvgPool2d';
  static override readonly name: string = 'AdaptiveAvgPool2d';

  protected override compute(x: Tensor): Tensor {
    return adaptiveAvgPool2d(x, this.outputSize);
  }
}

/**
 * Three axes divided into as many parts, and the mean of each: `[N, C, D, H, W]` or `[C, D, H, W]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for other ranks, 'OPTION'
 * @example
 * import { AdaptiveAvgPool3d, rand } from '@nn/nn';
 *
 * new AdaptiveAvgPool3d(3).forward(rand([1, 2, 4, 5, 6])).shape; // [1, 2, 3, 3, 3]
 */
export class AdaptiveAvgPool3d extends AdaptiveAvgPoolLayer {
  static override readonly logicalName: string = 'AdaptiveAvgPool3d';
  static override readonly name: string = 'AdaptiveAvgPool3d';

  protected override compute(x: Tensor): Tensor {
    return adaptiveAvgPool3d(x, this.outputSize);
  }
}
