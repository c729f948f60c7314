import {
  maxPool1d,
  maxPool2d,
  maxPool3d,
  type MaxPooled,
  type MaxPoolOptions,
  type Size,
  type Tensor,
} from '@nn/tensor';
import type { Repr } from '../../print-module.js';
import { FunctionLayer } from '../function-layer.js';

/** What pools of greatest elements share. With `returnIndices` they give `[output, indices]`, what an unpool takes. */
export abstract class MaxPoolLayer<Indices extends boolean = false> extends FunctionLayer<MaxPooled<Indices>> {
  readonly kernelSize: Size;
  readonly stride: Size;
  readonly padding: Size;
  readonly dilation: Size;
  readonly returnIndices: Indices;
  readonly ceilMode: boolean;

  /** @param options `stride` is the kernel unless told otherwise: windows side by side */
  constructor(kernelSize: Size, options: MaxPoolOptions<Indices> = {}) {
    super();
    this.kernelSize = kernelSize;
    this.stride = options.stride ?? kernelSize;
    this.padding = options.padding ?? 0;
    this.dilation = options.dilation ?? 1;
    this.returnIndices = options.returnIndices ?? (false as Indices);
    this.ceilMode = options.ceilMode ?? false;
  }

  override extraRepr(): Repr {
    const { kernelSize, stride, padding, dilation, ceilMode } = this;
    return { kernelSize, stride, padding, dilation, ceilMode };
  }
}

/**
 * The greatest element of every window over one axis: `[N, C, L]` or `[C, L]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for other ranks, and where not one window fits; 'OPTION'
 * @example
 * import { MaxPool1d, tensor } from '@nn/nn';
 *
 * new MaxPool1d(2).forward(tensor([[3, 1, 2, 5]])).toArraySync(); // [[3, 5]]
 */
export class MaxPool1d<Indices extends boolean = false> extends MaxPoolLayer<Indices> {
  static override readonly logicalName: string = 'MaxPool1d';
  static override readonly name: string = 'MaxPool1d';

  protected override compute(x: Tensor): MaxPooled<Indices> {
    return maxPool1d(x, this.kernelSize, this);
  }
}

/**
 * The greatest element of every window over two axes: `[N, C, H, W]` or `[C, H, W]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for other ranks, and where not one window fits; 'OPTION'
 * @example
 * import { MaxPool2d, rand } from '@nn/nn';
 *
 * new MaxPool2d(3, { stride: 2, padding: 1 }).forward(rand([1, 2, 8, 8])).shape; // [1, 2, 4, 4]
 * const [output, indices] = new MaxPool2d(2, { returnIndices: true }).forward(rand([1, 2, 8, 8]));
 */
export class MaxPool2d<Indices extends boolean = false> extends MaxPoolLayer<Indices> {
  static override readonly logicalName: string = 'MaxPool2d';
  static override readonly name: string = 'MaxPool2d';

  protected override compute(x: Tensor): MaxPooled<Indices> {
    return maxPool2d(x, this.kernelSize, this);
  }
}

/**
 * The greatest element of every window over three axes: `[N, C, D, H, W]` or `[C, D, H, W]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for other ranks, and where not one window fits; 'OPTION'
 * @example
 * import { MaxPool3d, rand } from '@nn/nn';
 *
 * new MaxPool3d(2).forward(rand([1, 2, 4, 5, 6])).shape; // [1, 2, 2, 2, 3]
 */
export class MaxPool3d<Indices extends boolean = false> extends MaxPoolLayer<Indices> {
  static override readonly logicalName: string = 'MaxPool3d';
  static override readonly name: string = 'MaxPool3d';

  protected override compute(x: Tensor): MaxPooled<Indices> {
    return maxPool3d(x, this.kernelSize, this);
  }
}
