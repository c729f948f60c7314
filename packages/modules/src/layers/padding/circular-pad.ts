import type { PadOptions, Size } from '@nn/tensor';
import { PadLayer } from './pad-layer.js';

/**
 * Adds margins that go on at the other end to the last axis.
 *
 * @throws NnError in `forward`: 'SHAPE' for inputs of another rank, and margins that are larger than the axis
 * @example
 * import { CircularPad1d, tensor } from '@nn/nn';
 *
 * new CircularPad1d(2).forward(tensor([[1, 2, 3]])).toArraySync(); // [[2, 3, 1, 2, 3, 1, 2]]
 */
export class CircularPad1d extends PadLayer {
  static override readonly logicalName: string = 'CircularPad1d';
  static override readonly name: string = 'CircularPad1d';

  constructor(padding: Size) {
    super(padding, 1);
  }

  protected override fill(): PadOptions {
    return { mode: 'circular' };
  }
}

/**
 * Adds margins that go on at the other end to the last two axes.
 *
 * @throws NnError in `forward`: 'SHAPE' for inputs of another rank, and margins that are larger than the axis
 * @example
 * import { CircularPad2d, tensor } from '@nn/nn';
 *
 * new CircularPad2d([1, 0, 0, 1]).forward(tensor([[[1, 2], [3, 4]]])).toArraySync(); // [[[2, 1, 2], [4, 3, 4], [2, 1, 2]]]
 */
export class CircularPad2d extends PadLayer {
  static override readonly logicalName: string = 'CircularPad2d';
  static override readonly name: string = 'CircularPad2d';

  constructor(padding: Size) {
    super(padding, 2);
  }

  protected override fill(): PadOptions {
    return { mode: 'circular' };
  }
}

/**
 * Adds margins that go on at the other end to the last three axes.
 *
 * @throws NnError in `forward`: 'SHAPE' for inputs of another rank, and margins that are larger than the axis
 * @example
 * import { CircularPad3d, ones } from '@nn/nn';
 *
 * new CircularPad3d(1).forward(ones([1, 2, 3, 4])).shape; // [1, 4, 5, 6]
 */
export class CircularPad3d extends PadLayer {
  static override readonly logicalName: string = 'CircularPad3d';
  static override readonly name: string = 'CircularPad3d';

  constructor(padding: Size) {
    super(padding, 3);
  }

  protected override fill(): PadOptions {
    return { mode: 'circular' };
  }
}
