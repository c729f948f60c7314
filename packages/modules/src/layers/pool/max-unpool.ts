import { maxUnpool1d, maxUnpool2d, maxUnpool3d, type MaxUnpoolOptions, type Size, type Tensor } from '@nn/tensor';
import { Module } from '../../module.js';
import type { Repr } from '../../print-module.js';
import { perAxis } from '../per-axis.js';

/** What an unpool is called with besides its inputs. */
export type MaxUnpoolCall = Pick<MaxUnpoolOptions, 'outputSize'>;

/** What undoes a pool of greatest elements. */
export abstract class MaxUnpoolLayer extends Module {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];

  /** @internal */
  constructor(rank: 1 | 2 | 3, kernelSize: Size, options: Omit<MaxUnpoolOptions, 'outputSize'>) {
    super();
    const name = `MaxUnpool${rank}d`;
    this.kernelSize = perAxis(kernelSize, rank, 'kernelSize', name);
    this.stride = perAxis(options.stride ?? kernelSize, rank, 'stride', name);
    this.padding = perAxis(options.padding ?? 0, rank, 'padding', name);
  }

  /**
   * @param indices what the pool gave with `returnIndices`
   * @param options `outputSize`: the shape of what was pooled, where it is not the usual one
   */
  override forward(x: Tensor, indices: Tensor, options: MaxUnpoolCall = {}): Tensor {
    const { stride, padding } = this;
    const { outputSize } = options;
    try {
      return this.unpool(x, indices, { stride, padding, ...(outputSize === undefined ? {} : { outputSize }) });
    } catch (error) {
      throw this.locate(error);
    }
  }

  /** The function itself. */
  protected abstract unpool(x: Tensor, indices: Tensor, options: MaxUnpoolOptions): Tensor;

  override extraRepr(): Repr {
    const { kernelSize, stride, padding } = this;
    return { kernelSize, stride, padding };
  }
}

/**
 * `MaxPool1d` undone: its output in the places where it was, zeros elsewhere.
 *
 * @throws NnError in `forward`: 'SHAPE' where shapes do not fit, 'INDEX' for a place outside, 'DTYPE', 'OPTION'
 * @example
 * import { MaxPool1d, MaxUnpool1d, tensor } from '@nn/nn';
 *
 * const [output, indices] = new MaxPool1d(2, { returnIndices: true }).forward(tensor([[3, 1, 2, 5]]));
 * new MaxUnpool1d(2).forward(output, indices).toArraySync(); // [[3, 0, 0, 5]]
 */
export class MaxUnpool1d extends MaxUnpoolLayer {
  static override readonly logicalName: string = 'MaxUnpool1d';
  static override readonly name: string = 'MaxUnpool1d';

  constructor(kernelSize: Size, options: Omit<MaxUnpoolOptions, 'outputSize'> = {}) {
    super(1, kernelSize, options);
  }

  protected override unpool(x: Tensor, indices: Tensor, options: MaxUnpoolOptions): Tensor {
    return maxUnpool1d(x, indices, this.kernelSize, options);
  }
}

/**
 * `MaxPool2d` undone: its output in the places where it was, zeros elsewhere.
 *
 * @throws NnError in `forward`: 'SHAPE' where shapes do not fit, 'INDEX' for a place outside, 'DTYPE', 'OPTION'
 * @example
 * import { MaxPool2d, MaxUnpool2d, rand } from '@nn/nn';
 *
 * const [output, indices] = new MaxPool2d(2, { returnIndices: true }).forward(rand([1, 2, 5, 5]));
 * new MaxUnpool2d(2).forward(output, indices, { outputSize: [5, 5] }).shape; // [1, 2, 5, 5]
 */
export class MaxUnpool2d extends MaxUnpoolLayer {
  static override readonly logicalName: string = 'MaxUnpool2d';
  static override readonly name: string = 'MaxUnpool2d';

  constructor(kernelSize: Size, options: Omit<MaxUnpoolOptions, 'outputSize'> = {}) {
    super(2, kernelSize, options);
  }

  protected override unpool(x: Tensor, indices: Tensor, options: MaxUnpoolOptions): Tensor {
    return maxUnpool2d(x, indices, this.kernelSize, options);
  }
}

/**
 * `MaxPool3d` undone: its output in the places where it was, zeros elsewhere.
 *
 * @throws NnError in `forward`: 'SHAPE' where shapes do not fit, 'INDEX' for a place outside, 'DTYPE', 'OPTION'
 * @example
 * import { MaxPool3d, MaxUnpool3d, rand } from '@nn/nn';
 *
 * const [output, indices] = new MaxPool3d(2, { returnIndices: true }).forward(rand([1, 2, 4, 4, 4]));
 * new MaxUnpool3d(2).forward(output, indices).shape; // [1, 2, 4, 4, 4]
 */
export class MaxUnpool3d extends MaxUnpoolLayer {
  static override readonly logicalName: string = 'MaxUnpool3d';
  static override readonly name: string = 'MaxUnpool3d';

  constructor(kernelSize: Size, options: Omit<MaxUnpoolOptions, 'outputSize'> = {}) {
    super(3, kernelSize, options);
  }

  protected override unpool(x: Tensor, indices: Tensor, options: MaxUnpoolOptions): Tensor {
    return maxUnpool3d(x, indices, this.kernelSize, options);
  }
}
