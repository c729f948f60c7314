import { formatShape, NnError } from '@nn/core';
import {
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type ConvTransposeOptions,
  type Size,
  type Tensor,
} from '@nn/tensor';
import { initializeByDefault } from '../../initialize-by-default.js';
import { ConvolutionLayer, type ConvolutionLayerOptions, type Family } from './convolution-layer.js';

export interface ConvTransposeLayerOptions extends ConvolutionLayerOptions {
  /** What is cut off on both sides of the output. @default 0 */
  readonly padding?: Size;
  /** More of the output after its end: a strided convolution gives one shape for inputs of several. @default 0 */
  readonly outputPadding?: Size;
  /** @default 'zeros', the only one */
  readonly paddingMode?: 'zeros';
}

/** What a call of a transposed convolution takes besides the input. */
export interface ConvTransposeCall {
  /** The shape of the output, or its last axes, in place of `outputPadding`. */
  readonly outputSize?: readonly number[];
}

/** What transposed convolutions share. */
export abstract class ConvTransposeLayer extends ConvolutionLayer {
  static override readonly logicalName: string = 'ConvTransposeLayer';

  declare readonly padding: readonly number[];

  /** @internal */
  constructor(
    rank: 1 | 2 | 3,
    inChannels: number,
    outChannels: number,
    kernelSize: Size,
    options: ConvTransposeLayerOptions,
  ) {
    const family: Family = { rank, transposed: true, name: `ConvTranspose${rank}d` };
    checkTransposed(family, options);
    super(family, inChannels, outChannels, kernelSize, options);
  }

  /** @param options `outputSize` chooses among the shapes that a convolution would have made this input of */
  override forward(x: Tensor, options: ConvTransposeCall = {}): Tensor {
    try {
      const { stride, padding, groups, dilation } = this;
      const outputPadding = this.outputPaddingFor(x, options.outputSize);
      return this.convolve(x, { stride, padding, outputPadding, groups, dilation });
    } catch (error) {
      throw this.locate(error, this.complaint(x));
    }
  }

  /** The function itself. */
  protected abstract convolve(x: Tensor, options: ConvTransposeOptions): Tensor;

  private outputPaddingFor(x: Tensor, wanted: readonly number[] | undefined): readonly number[] {
    if (wanted === undefined) return this.outputPadding;
    const { stride, padding, dilation, kernelSize } = this;
    const rank = kernelSize.length;
    const lead = x.ndim === rank + 2 ? 2 : 1;
    const details = { shape: x.shape, outputSize: wanted };
    if (wanted.length !== rank && wanted.length !== rank + lead) {
      throw new NnError(
        'OPTION',
        `ConvTranspose${rank}D: for ${x.ndim}D input, output_size must have ${rank} or ${rank + lead} elements (got ${wanted.length})`,
        { op: 'forward', details },
      );
    }
    const input = x.shape.slice(-rank);
    const sizes = wanted.slice(-rank);
    const least = kernelSize.map(
      (size, axis) => ((input[axis] ?? 1) - 1) * stride[axis]! - 2 * padding[axis]! + dilation[axis]! * (size - 1) + 1,
    );
    const most = least.map((size, axis) => size + stride[axis]! - 1);
    if (sizes.some((size, axis) => !(size >= least[axis]! && size <= most[axis]!))) {
      throw new NnError(
        'OPTION',
        `requested an output size of ${formatShape(sizes)}, but valid sizes range from ${formatShape(least)} to ${formatShape(most)} (for an input of ${formatShape(input)})`,
        { op: 'forward', details },
      );
    }
    return sizes.map((size, axis) => size - least[axis]!);
  }
}

function checkTransposed({ name }: Family, { padding, paddingMode = 'zeros' }: ConvTransposeLayerOptions): void {
  if (paddingMode !== 'zeros') {
    throw new NnError('OPTION', `Only "zeros" padding mode is supported for ${name}`, {
      op: name,
      details: { paddingMode },
    });
  }
  if (typeof padding === 'string') {
    throw new NnError('OPTION', `${name}: padding must be a number or a list of numbers, not '${String(padding)}'`, {
      op: name,
      details: { padding },
    });
  }
}

/**
 * Transposed convolution over one axis. Shapes: x `[N, inChannels, L]` or `[inChannels, L]`, weight `[inChannels, outChannels/groups, K]`.
 *
 * Default initialization is PyTorch's: weight, then bias, uniform in ±1/√(outChannels/groups·K).
 *
 * @throws NnError 'OPTION' for options that do not go together; in `forward`, 'SHAPE' for inputs of another shape
 * @example
 * import { ConvTranspose1d, rand } from '@nn/nn';
 *
 * new ConvTranspose1d(3, 4, 3, { stride: 2 }).forward(rand([2, 3, 5])).shape; // [2, 4, 11]
 */
export class ConvTranspose1d extends ConvTransposeLayer {
  static override readonly logicalName: string = 'ConvTranspose1d';
  static override readonly name: string = 'ConvTranspose1d';

  constructor(inChannels: number, outChannels: number, kernelSize: Size, options: ConvTransposeLayerOptions = {}) {
    super(1, inChannels, outChannels, kernelSize, options);
    initializeByDefault(this, ConvTranspose1d);
  }

  protected override convolve(x: Tensor, options: ConvTransposeOptions): Tensor {
    return convTranspose1d(x, this.weight, this.bias, options);
  }
}

/**
 * Transposed convolution over two axes. Shapes: x `[N, inChannels, H, W]` or `[inChannels, H, W]`, weight
 * `[inChannels, outChannels/groups, Kh, Kw]`.
 *
 * Default initialization is PyTorch's: weight, then bias, uniform in ±1/√(outChannels/groups·Kh·Kw).
 *
 * @throws NnError 'OPTION' for options that do not go together; in `forward`, 'SHAPE' for inputs of another shape
 * @example
 * import { ConvTranspose2d, rand } from '@nn/nn';
 *
 * const layer = new ConvTranspose2d(3, 4, 3, { stride: 2, padding: 1 });
 * layer.forward(rand([2, 3, 4, 4])).shape; // [2, 4, 7, 7]
 * layer.forward(rand([2, 3, 4, 4]), { outputSize: [8, 8] }).shape; // [2, 4, 8, 8]
 */
export class ConvTranspose2d extends ConvTransposeLayer {
  static override readonly logicalName: string = 'ConvTranspose2d';
  static override readonly name: string = 'ConvTranspose2d';

  constructor(inChannels: number, outChannels: number, kernelSize: Size, options: ConvTransposeLayerOptions = {}) {
    super(2, inChannels, outChannels, kernelSize, options);
    initializeByDefault(this, ConvTranspose2d);
  }

  protected override convolve(x: Tensor, options: ConvTransposeOptions): Tensor {
    return convTranspose2d(x, this.weight, this.bias, options);
  }
}

/**
 * Transposed convolution over three axes. Shapes: x `[N, inChannels, D, H, W]` or `[inChannels, D, H, W]`, weight
 * `[inChannels, outChannels/groups, Kd, Kh, Kw]`.
 *
 * Default initialization is PyTorch's: weight, then bias, uniform in ±1/√(outChannels/groups·Kd·Kh·Kw).
 *
 * @throws NnError 'OPTION' for options that do not go together; in `forward`, 'SHAPE' for inputs of another shape
 * @example
 * import { ConvTranspose3d, rand } from '@nn/nn';
 *
 * new ConvTranspose3d(2, 3, 2, { stride: 2 }).forward(rand([1, 2, 3, 3, 3])).shape; // [1, 3, 6, 6, 6]
 */
export class ConvTranspose3d extends ConvTransposeLayer {
  static override readonly logicalName: string = 'ConvTranspose3d';
  static override readonly name: string = 'ConvTranspose3d';

  constructor(inChannels: number, outChannels: number, kernelSize: Size, options: ConvTransposeLayerOptions = {}) {
    super(3, inChannels, outChannels, kernelSize, options);
    initializeByDefault(this, ConvTranspose3d);
  }

  protected override convolve(x: Tensor, options: ConvTransposeOptions): Tensor {
    return convTranspose3d(x, this.weight, this.bias, options);
  }
}
