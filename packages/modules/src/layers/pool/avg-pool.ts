import {
  avgPool1d,
  type AvgPool1dOptions,
  avgPool2d,
  avgPool3d,
  type AvgPoolOptions,
  type Size,
  type Tensor,
} from '@nn/tensor';
import type { Repr } from '../../print-module.js';
import { FunctionLayer } from '../function-layer.js';
import { perAxis } from '../per-axis.js';

/** What pools of means share. */
export abstract class AvgPoolLayer extends FunctionLayer {
  readonly kernelSize: Size;
  readonly stride: Size;
  readonly padding: Size;
  readonly ceilMode: boolean;
  readonly countIncludePad: boolean;
  readonly divisorOverride: number | null;

  /** @param options `stride` is the kernel unless told otherwise: windows side by side */
  constructor(kernelSize: Size, options: AvgPoolOptions = {}) {
    super();
    this.kernelSize = kernelSize;
    this.stride = options.stride ?? kernelSize;
    this.padding = options.padding ?? 0;
    this.ceilMode = options.ceilMode ?? false;
    this.countIncludePad = options.countIncludePad ?? true;
    this.divisorOverride = options.divisorOverride ?? null;
  }

  override extraRepr(): Repr {
    const { kernelSize, stride, padding } = this;
    return { kernelSize, stride, padding };
  }
}

/**
 * The mean of every window over one axis: `[N, C, L]` or `[C, L]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for other ranks, and where not one window fits; 'OPTION'
 * @example
 * import { AvgPool1d, tensor } from '@nn/nn';
 *
 * new AvgPool1d(2).forward(tensor([[1, 3, 2, 6]])).toArraySync(); // [[2, 4]]
 */
export class AvgPool1d extends AvgPoolLayer {
  static override readonly logicalName: string = 'AvgPool1d';
  static override readonly name: string = 'AvgPool1d';

  constructor(kernelSize: Size, options: AvgPool1dOptions = {}) {
    const single = (size: Size, name: string): Size => perAxis(size, 1, name, 'AvgPool1d');
    super(single(kernelSize, 'kernelSize'), {
      ...options,
      stride: single(options.stride ?? kernelSize, 'stride'),
      padding: single(options.padding ?? 0, 'padding'),
    });
  }

  protected override compute(x: Tensor): Tensor {
    return avgPool1d(x, this.kernelSize, this);
  }
}

/**
 * The mean of every window over two axes: `[N, C, H, W]` or `[C, H, W]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for other ranks, and where not one window fits; 'OPTION'
 * @example
 * import { AvgPool2d, ones } from '@nn/nn';
 *
 * new AvgPool2d(2, { divisorOverride: 2 }).forward(ones([1, 2, 2])).toArraySync(); // [[[2]]]
 */
export class AvgPool2d extends AvgPoolLayer {
  static override readonly logicalName: string = 'AvgPool2d';
  static override readonly name: string = 'AvgPool2d';

  protected override compute(x: Tensor): Tensor {
    return avgPool2d(x, this.kernelSize, this);
  }
}

/**
 * The mean of every window over three axes: `[N, C, D, H, W]` or `[C, D, H, W]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for other ranks, and where not one window fits; 'OPTION'
 * @example
 * import { AvgPool3d, rand } from '@nn/nn';
 *
 * new AvgPool3d(2).forward(rand([1, 2, 4, 5, 6])).shape; // [1, 2, 2, 2, 3]
 */
export class AvgPool3d extends AvgPoolLayer {
  static override readonly logicalName: string = 'AvgPool3d';
  static override readonly name: string = 'AvgPool3d';

  protected override compute(x: Tensor): Tensor {
    return avgPool3d(x, this.kernelSize, this);
  }
}
