import type { Tensor } from '@nn/tensor';
import { softmin } from '../../functional/softmin.js';
import type { Repr } from '../../print-module.js';
import { Activation } from './activation.js';

/**
 * e^−x / Σ e^−x along an axis.
 *
 * @throws NnError 'AXIS' where there is no such axis
 * @example
 * import { Softmin, tensor } from '@nn/nn';
 *
 * new Softmin(0).forward(tensor([1000, 1000])).toArraySync(); // [0.5, 0.5]
 */
export class Softmin extends Activation {
  static override readonly logicalName: string = 'Softmin';
  static override readonly name: string = 'Softmin';

  readonly dim: number;

  constructor(dim: number) {
    super();
    this.dim = dim;
  }

  protected override activate(x: Tensor): Tensor {
    return softmin(x, this.dim);
  }

  override extraRepr(): Repr {
    return { dim: this.dim };
  }
}
