import type { Shape } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import type { Repr } from '../../print-module.js';
import { FunctionLayer } from '../function-layer.js';

/**
 * Makes several axes of one; one of the sizes may be −1.
 *
 * @throws NnError in `forward`: 'AXIS', 'SHAPE' where the sizes do not multiply to that of the axis
 * @example
 * import { ones, Unflatten } from '@nn/nn';
 *
 * new Unflatten(1, [3, 4]).forward(ones([2, 12])).shape; // [2, 3, 4]
 */
export class Unflatten extends FunctionLayer {
  static override readonly logicalName: string = 'Unflatten';
  static override readonly name: string = 'Unflatten';

  readonly dim: number;
  readonly unflattenedSize: Shape;

  constructor(dim: number, unflattenedSize: Shape) {
    super();
    this.dim = dim;
    this.unflattenedSize = unflattenedSize;
  }

  protected override compute(x: Tensor): Tensor {
    return x.unflatten(this.dim, this.unflattenedSize);
  }

  override extraRepr(): Repr {
    return { dim: this.dim, unflattenedSize: this.unflattenedSize };
  }
}
