import { col2im, type ColumnOptions, im2col, type Size, type Tensor } from '@nn/tensor';
import type { Repr } from '../../print-module.js';
import { FunctionLayer } from '../function-layer.js';

/** What the two share: how blocks slide over a picture. */
export abstract class BlockLayer extends FunctionLayer {
  readonly kernelSize: Size;
  readonly dilation: Size;
  readonly padding: Size;
  readonly stride: Size;

  constructor(kernelSize: Size, options: ColumnOptions = {}) {
    super();
    this.kernelSize = kernelSize;
    this.dilation = options.dilation ?? 1;
    this.padding = options.padding ?? 0;
    this.stride = options.stride ?? 1;
  }

  override extraRepr(): Repr {
    const { kernelSize, dilation, padding, stride } = this;
    return { kernelSize, dilation, padding, stride };
  }
}

/**
 * The sliding blocks of pictures as columns: `[N, C, H, W]` → `[N, C·kh·kw, blocks]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for other ranks, and where not one block fits; 'OPTION'
 * @example
 * import { rand, Unfold } from '@nn/nn';
 *
 * new Unfold([2, 3]).forward(rand([2, 3, 5, 6])).shape; // [2, 18, 16]
 */
export class Unfold extends BlockLayer {
  static override readonly logicalName: string = 'Unfold';
  static override readonly name: string = 'Unfold';

  protected override compute(x: Tensor): Tensor {
    return im2col(x, this.kernelSize, this);
  }
}

/**
 * Columns of sliding blocks added back to pictures: `[N, C·kh·kw, blocks]` → `[N, C, …outputSize]`. Where blocks overlap, they are summed.
 *
 * @throws NnError in `forward`: 'SHAPE' for rows or columns that are not those of blocks in such a picture; 'OPTION'
 * @example
 * import { Fold, rand } from '@nn/nn';
 *
 * new Fold([4, 5], [2, 2]).forward(rand([2, 12, 12])).shape; // [2, 3, 4, 5]
 */
export class Fold extends BlockLayer {
  static override readonly logicalName: string = 'Fold';
  static override readonly name: string = 'Fold';

  readonly outputSize: Size;

  constructor(outputSize: Size, kernelSize: Size, options: ColumnOptions = {}) {
    super(kernelSize, options);
    this.outputSize = outputSize;
  }

  protected override compute(x: Tensor): Tensor {
    return col2im(x, this.outputSize, this.kernelSize, this);
  }

  override extraRepr(): Repr {
    const { outputSize, kernelSize, dilation, padding, stride } = this;
    return { outputSize, kernelSize, dilation, padding, stride };
  }
}
