import type { PadOptions, Size } from '@nn/tensor';
import { PadLayer } from './pad-layer.js';

/**
 * Adds margins of zeros to the last axis.
 *
 * @throws NnError in `forward`: 'OPTION' for an odd number of margins, 'SHAPE'
 * @example
 * import { ones, ZeroPad1d } from '@nn/nn';
 *
 * new ZeroPad1d([1, 2]).forward(ones([1, 2])).toArraySync(); // [[0, 1, 1, 0, 0]]
 */
export class ZeroPad1d extends PadLayer {
  static override readonly logicalName: string = 'ZeroPad1d';
  static override readonly name: string = 'ZeroPad1d';

  constructor(padding: Size) {
    super(padding, 1);
  }

  protected override fill(): PadOptions {
    return { mode: 'constant' };
  }
}

/**
 * Adds margins of zeros to the last two axes.
 *
 * @throws NnError in `forward`: 'OPTION' for an odd number of margins, 'SHAPE'
 * @example
 * import { ones, ZeroPad2d } from '@nn/nn';
 *
 * new ZeroPad2d([1, 0, 0, 1]).forward(ones([1, 1, 2])).toArraySync(); // [[[0, 1, 1], [0, 0, 0]]]
 */
export class ZeroPad2d extends PadLayer {
  static override readonly logicalName: string = 'ZeroPad2d';
  static override readonly name: string = 'ZeroPad2d';

  constructor(padding: Size) {
    super(padding, 2);
  }

  protected override fill(): PadOptions {
    return { mode: 'constant' };
  }
}

/**
 * Adds margins of zeros to the last three axes.
 *
 * @throws NnError in `forward`: 'OPTION' for an odd number of margins, 'SHAPE'
 * @example
 * import { ones, ZeroPad3d } from '@nn/nn';
 *
 * new ZeroPad3d(1).forward(ones([1, 2, 3, 4])).shape; // [1, 4, 5, 6]
 */
export class ZeroPad3d extends PadLayer {
  static override readonly logicalName: string = 'ZeroPad3d';
  static override readonly name: string = 'ZeroPad3d';

  constructor(padding: Size) {
    super(padding, 3);
  }

  protected override fill(): PadOptions {
    return { mode: 'constant' };
  }
}
