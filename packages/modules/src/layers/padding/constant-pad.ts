import type { PadOptions, Size } from '@nn/tensor';
import type { Repr } from '../../print-module.js';
import { PadLayer } from './pad-layer.js';

/** What layers that pad with a value share. */
export abstract class ConstantPadLayer extends PadLayer {
  readonly value: number;

  /** @internal */
  constructor(padding: Size, value: number, rank: 1 | 2 | 3) {
    super(padding, rank);
    this.value = value;
  }

  protected override fill(): PadOptions {
    return { mode: 'constant', value: this.value };
  }

  override extraRepr(): Repr {
    return { padding: this.padding, value: this.value };
  }
}

/**
 * Adds margins of one value to the last axis.
 *
 * @throws NnError in `forward`: 'OPTION' for an odd number of margins, 'SHAPE'
 * @example
 * import { ConstantPad1d, tensor } from '@nn/nn';
 *
 * new ConstantPad1d([1, 2], 9).forward(tensor([[1, 2]])).toArraySync(); // [[9, 1, 2, 9, 9]]
 */
export class ConstantPad1d extends ConstantPadLayer {
  static override readonly logicalName: string = 'ConstantPad1d';
  static override readonly name: string = 'ConstantPad1d';

  constructor(padding: Size, value: number) {
    super(padding, value, 1);
  }
}

/**
 * Adds margins of one value to the last two axes.
 *
 * @throws NnError in `forward`: 'OPTION' for an odd number of margins, 'SHAPE'
 * @example
 * import { ConstantPad2d, ones } from '@nn/nn';
 *
 * new ConstantPad2d([1, 0, 0, 1], 9).forward(ones([1, 1, 2])).toArraySync(); // [[[9, 1, 1], [9, 9, 9]]]
 */
export class ConstantPad2d extends ConstantPadLayer {
  static override readonly logicalName: string = 'ConstantPad2d';
  static override readonly name: string = 'ConstantPad2d';

  constructor(padding: Size, value: number) {
    super(padding, value, 2);
  }
}

/**
 * Adds margins of one value to the last three axes.
 *
 * @throws NnError in `forward`: 'OPTION' for an odd number of margins, 'SHAPE'
 * @example
 * import { ConstantPad3d, ones } from '@nn/nn';
 *
 * new ConstantPad3d(1, 9).forward(ones([1, 2, 3, 4])).shape; // [1, 4, 5, 6]
 */
export class ConstantPad3d extends ConstantPadLayer {
  static override readonly logicalName: string = 'ConstantPad3d';
  static override readonly name: string = 'ConstantPad3d';

  constructor(padding: Size, value: number) {
    super(padding, value, 3);
  }
}
