import type { PadOptions, Size } from '@nn/tensor';
import { PadLayer } from './pad-layer.js';

/**
 * Adds margins that repeat the edge to the last axis.
 *
 * @throws NnError in `forward`: 'SHAPE' for inputs of another rank
 * @example
 * import { ReplicationPad1d, tensor } from '@nn/nn';
 *
 * new ReplicationPad1d(2).forward(tensor([[1, 2, 3]])).toArraySync(); // [[1, 1, 1, 2, 3, 3, 3]]
 */
export class ReplicationPad1d extends PadLayer {
  static override readonly logicalName: string = 'ReplicationPad1d';
  static override readonly name: string = 'ReplicationPad1d';

  constructor(padding: Size) {
    super(padding, 1);
  }

  protected override fill(): PadOptions {
    return { mode: 'replicate' };
  }
}

/**
 * Adds margins that repeat the edge to the last two axes.
 *
 * @throws NnError in `forward`: 'SHAPE' for inputs of another rank
 * @example
 * import { ReplicationPad2d, tensor } from '@nn/nn';
 *
 * new ReplicationPad2d([1, 0, 0, 1]).forward(tensor([[[1, 2], [3, 4]]])).toArraySync(); // [[[1, 1, 2], [3, 3, 4], [3, 3, 4]]]
 */
export class ReplicationPad2d extends PadLayer {
  static override readonly logicalName: string = 'ReplicationPad2d';
  static override readonly name: string = 'ReplicationPad2d';

  constructor(padding: Size) {
    super(padding, 2);
  }

  protected override fill(): PadOptions {
    return { mode: 'replicate' };
  }
}

/**
 * Adds margins that repeat the edge to the last three axes.
 *
 * @throws NnError in `forward`: 'SHAPE' for inputs of another rank
 * @example
 * import { ones, ReplicationPad3d } from '@nn/nn';
 *
 * new ReplicationPad3d(1).forward(ones([1, 2, 3, 4])).shape; // [1, 4, 5, 6]
 */
export class ReplicationPad3d extends PadLayer {
  static override readonly logicalName: string = 'ReplicationPad3d';
  static override readonly name: string = 'ReplicationPad3d';

  constructor(padding: Size) {
    super(padding, 3);
  }

  protected override fill(): PadOptions {
    return { mode: 'replicate' };
  }
}
