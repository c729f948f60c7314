import { NnError } from '@nn/core';
import { softmax, type Tensor } from '@nn/tensor';
import { Activation } from './activation.js';

/**
 * eˣ / Σ eˣ over the channels of an image, for every pixel. Shapes: `[N, C, H, W]` or `[C, H, W]`.
 *
 * @throws NnError 'SHAPE' for other numbers of axes
 * @example
 * import { ones, Softmax2d } from '@nn/nn';
 *
 * new Softmax2d().forward(ones([2, 1, 1])).toArraySync(); // [[[0.5]], [[0.5]]]
 */
export class Softmax2d extends Activation {
  static override readonly logicalName: string = 'Softmax2d';
  static override readonly name: string = 'Softmax2d';

  protected override activate(x: Tensor): Tensor {
    if (x.ndim === 3 || x.ndim === 4) return softmax(x, -3);
    throw new NnError('SHAPE', 'Softmax2d requires a 3D or 4D tensor as input', {
      op: 'Softmax2d',
      details: { shape: x.shape },
    });
  }
}
