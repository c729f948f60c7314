import { lpPool1d, lpPool2d, lpPool3d, type LpPoolOptions, type Size, type Tensor } from '@nn/tensor';
import type { Repr } from '../../print-module.js';
import { FunctionLayer } from '../function-layer.js';

/** What pools of p-norms share. */
export abstract class LPPoolLayer extends FunctionLayer {
  readonly normType: number;
  readonly kernelSize: Size;
  readonly stride: Size | null;
  readonly ceilMode: boolean;

  /** @param options `stride` is the kernel unless told otherwise: windows side by side */
  constructor(normType: number, kernelSize: Size, options: LpPoolOptions = {}) {
    super();
    this.normType = normType;
    this.kernelSize = kernelSize;
    this.stride = options.stride ?? null;
    this.ceilMode = options.ceilMode ?? false;
  }

  override extraRepr(): Repr {
    const { normType, kernelSize, stride, ceilMode } = this;
    return { normType, kernelSize, stride, ceilMode };
  }
}

/**
 * The p-norm (Σ xᵖ)^(1/p) of every window over one axis: `[N, C, L]` or `[C, L]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for other ranks, and where not one window fits; 'OPTION'
 * @example
 * import { LPPool1d, tensor } from '@nn/nn';
 *
 * new LPPool1d(2, 2).forward(tensor([[3, 4, 6, 8]])).toArraySync(); // [[5, 10]]
 */
export class LPPool1d extends LPPoolLayer {
  static override readonly logicalName: string = 'LPPool1d';
  static override readonly name: string = 'LPPool1d';

  protected override compute(x: Tensor): Tensor {
    return lpPool1d(x, this.normType, this.kernelSize, this);
  }
}

/**
 * The p-norm of every window over two axes: `[N, C, H, W]` or `[C, H, W]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for other ranks, and where not one window fits; 'OPTION'
 * @example
 * import { LPPool2d, ones } from '@nn/nn';
 *
 * new LPPool2d(2, 2).forward(ones([1, 4, 4])).toArraySync(); // [[[2, 2], [2, 2]]]
 */
export class LPPool2d extends LPPoolLayer {
  static override readonly logicalName: string = 'LPPool2d';
  static override readonly name: string = 'LPPool2d';

  protected override compute(x: Tensor): Tensor {
    return lpPool2d(x, this.normType, this.kernelSize, this);
  }
}

/**
 * The p-norm of every window over three axes: `[N, C, D, H, W]` or `[C, D, H, W]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for other ranks, and where not one window fits; 'OPTION'
 * @example
 * import { LPPool3d, rand } from '@nn/nn';
 *
 * new LPPool3d(2, 2).forward(rand([1, 2, 4, 4, 4])).shape; // [1, 2, 2, 2, 2]
 */
export class LPPool3d extends LPPoolLayer {
  static override readonly logicalName: string = 'LPPool3d';
  static override readonly name: string = 'LPPool3d';

  protected override compute(x: Tensor): Tensor {
    return lpPool3d(x, this.normType, this.kernelSize, this);
  }
}
