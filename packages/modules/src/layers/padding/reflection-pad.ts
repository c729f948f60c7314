import type { PadOptions, Size } from '@nn/tensor';
import { PadLayer } from './pad-layer.js';

/**
 * Adds margins that mirror at the edge, which stands once, to the last axis.
 *
 * @throws NnError in `forward`: 'SHAPE' for inputs of another rank, and margins that are not smaller than the axis
 * @example
 * import { ReflectionPad1d, tensor } from '@nn/nn';
 *
 * new ReflectionPad1d(2).forward(tensor([[1, 2, 3]])).toArraySync(); // [[3, 2, 1, 2, 3, 2, 1]]
 */
export class ReflectionPad1d extends PadLayer {
  static override readonly logicalName: string = 'ReflectionPad1d';
  static override readonly name: string = 'ReflectionPad1d';

  constructor(padding: Size) {
    super(padding, 1);
  }

  protected override fill(): PadOptions {
    return { mode: 'reflect' };
  }
}

/**
 * Adds margins that mirror at the edge, which stands once, to the last two axes.
 *
 * @throws NnError in `forward`: 'SHAPE' for inputs of another rank, and margins that are not smaller than the axis
 * @example
 * import { ReflectionPad2d, tensor } from '@nn/nn';
 *
 * new ReflectionPad2d([1, 0, 0, 1]).forward(tensor([[[1, 2], [3, 4]]])).toArraySync(); // [[[2, 1, 2], [4, 3, 4], [2, 1, 2]]]
 */
export class ReflectionPad2d extends PadLayer {
  static override readonly logicalName: string = 'ReflectionPad2d';
  static override readonly name: string = 'ReflectionPad2d';

  constructor(padding: Size) {
    super(padding, 2);
  }

  protected override fill(): PadOptions {
    return { mode: 'reflect' };
  }
}

/**
 * Adds margins that mirror at the edge, which stands once, to the last three axes.
 *
 * @throws NnError in `forward`: 'SHAPE' for inputs of another rank, and margins that are not smaller than the axis
 * @example
 * import { ones, ReflectionPad3d } from '@nn/nn';
 *
 * new ReflectionPad3d(1).forward(ones([1, 2, 3, 4])).shape; // [1, 4, 5, 6]
 */
export class ReflectionPad3d extends PadLayer {
  static override readonly logicalName: string = 'ReflectionPad3d';
  static override readonly name: string = 'ReflectionPad3d';

  constructor(padding: Size) {
    super(padding, 3);
  }

  protected override fill(): PadOptions {
    return { mode: 'reflect' };
  }
}
