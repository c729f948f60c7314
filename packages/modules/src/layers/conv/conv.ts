import { conv1d, conv2d, conv3d, type ConvOptions, pad, type Size, type Tensor } from '@nn/tensor';
import { initializeByDefault } from '../../initialize-by-default.js';
import { ConvolutionLayer, type ConvolutionLayerOptions, type PaddingMode } from './convolution-layer.js';

export interface ConvLayerOptions extends ConvolutionLayerOptions {
  /** A margin on both sides; `'same'` for as many outputs as inputs (the odd one comes after), `'valid'` for none. @default 0 */
  readonly padding?: Size | 'same' | 'valid';
  /** What stands in the margin. @default 'zeros' */
  readonly paddingMode?: PaddingMode;
}

/** What convolutions share. */
export abstract class ConvLayer extends ConvolutionLayer {
  static override readonly logicalName: string = 'ConvLayer';

  override forward(x: Tensor): Tensor {
    try {
      if (this.paddingMode === 'zeros') return this.convolve(x, this);
      const padded = pad(x, this.margins(), { mode: this.paddingMode });
      return this.convolve(padded, { stride: this.stride, dilation: this.dilation, groups: this.groups });
    } catch (error) {
      throw this.locate(error, this.complaint(x));
    }
  }

  /** The function itself. */
  protected abstract convolve(x: Tensor, options: ConvOptions): Tensor;

  /** The margins of the last axis first, as `pad` takes them. */
  private margins(): readonly number[] {
    const { padding, kernelSize, dilation } = this;
    const margins = kernelSize.map((size, axis) => {
      if (padding === 'valid') return [0, 0];
      if (padding !== 'same') return [padding[axis]!, padding[axis]!];
      const total = dilation[axis]! * (size - 1);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    });
    return margins.reverse().flat();
  }
}

/**
 * Convolution over one axis. Shapes: x `[N, inChannels, L]` or `[inChannels, L]`, weight `[outChannels, inChannels/groups, K]`.
 *
 * Default initialization is PyTorch's: weight, then bias, uniform in ±1/√(inChannels/groups·K).
 *
 * @throws NnError 'OPTION' for options that do not go together; in `forward`, 'SHAPE' for inputs of another shape
 * @example
 * import { Conv1d, rand } from '@nn/nn';
 *
 * new Conv1d(4, 6, 3, { padding: 'same' }).forward(rand([2, 4, 10])).shape; // [2, 6, 10]
 */
export class Conv1d extends ConvLayer {
  static override readonly logicalName: string = 'Conv1d';
  static override readonly name: string = 'Conv1d';

  constructor(inChannels: number, outChannels: number, kernelSize: Size, options: ConvLayerOptions = {}) {
    super({ rank: 1, transposed: false, name: 'Conv1d' }, inChannels, outChannels, kernelSize, options);
    initializeByDefault(this, Conv1d);
  }

  protected override convolve(x: Tensor, options: ConvOptions): Tensor {
    return conv1d(x, this.weight, this.bias, options);
  }
}

/**
 * Convolution over two axes. Shapes: x `[N, inChannels, H, W]` or `[inChannels, H, W]`, weight `[outChannels, inChannels/groups, Kh, Kw]`.
 *
 * Default initialization is PyTorch's: weight, then bias, uniform in ±1/√(inChannels/groups·Kh·Kw).
 *
 * @throws NnError 'OPTION' for options that do not go together; in `forward`, 'SHAPE' for inputs of another shape
 * @example
 * import { Conv2d, rand } from '@nn/nn';
 *
 * const layer = new Conv2d(3, 8, 3, { stride: 2, padding: 1 });
 * layer.forward(rand([2, 3, 8, 8])).shape; // [2, 8, 4, 4]
 * layer.toString(); // Conv2d(3, 8, kernelSize=[3, 3], stride=[2, 2], padding=[1, 1])
 */
export class Conv2d extends ConvLayer {
  static override readonly logicalName: string = 'Conv2d';
  static override readonly name: string = 'Conv2d';

  constructor(inChannels: number, outChannels: number, kernelSize: Size, options: ConvLayerOptions = {}) {
    super({ rank: 2, transposed: false, name: 'Conv2d' }, inChannels, outChannels, kernelSize, options);
    initializeByDefault(this, Conv2d);
  }

  protected override convolve(x: Tensor, options: ConvOptions): Tensor {
    return conv2d(x, this.weight, this.bias, options);
  }
}

/**
 * Convolution over three axes. Shapes: x `[N, inChannels, D, H, W]` or `[inChannels, D, H, W]`, weight
 * `[outChannels, inChannels/groups, Kd, Kh, Kw]`.
 *
 * Default initialization is PyTorch's: weight, then bias, uniform in ±1/√(inChannels/groups·Kd·Kh·Kw).
 *
 * @throws NnError 'OPTION' for options that do not go together; in `forward`, 'SHAPE' for inputs of another shape
 * @example
 * import { Conv3d, rand } from '@nn/nn';
 *
 * new Conv3d(2, 3, 2).forward(rand([1, 2, 4, 5, 6])).shape; // [1, 3, 3, 4, 5]
 */
export class Conv3d extends ConvLayer {
  static override readonly logicalName: string = 'Conv3d';
  static override readonly name: string = 'Conv3d';

  constructor(inChannels: number, outChannels: number, kernelSize: Size, options: ConvLayerOptions = {}) {
    super({ rank: 3, transposed: false, name: 'Conv3d' }, inChannels, outChannels, kernelSize, options);
    initializeByDefault(this, Conv3d);
  }

  protected override convolve(x: Tensor, options: ConvOptions): Tensor {
    return conv3d(x, this.weight, this.bias, options);
  }
}
