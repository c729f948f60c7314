import { softmax, type Tensor } from '@nn/tensor';
import type { Repr } from '../../print-module.js';
import { Activation } from './activation.js';

/**
 * eˣ / Σ eˣ along an axis.
 *
 * @throws NnError 'AXIS' where there is no such axis
 * @example
 * import { Softmax, tensor } from '@nn/nn';
 *
 * new Softmax(0).forward(tensor([1000, 1000])).toArraySync(); // [0.5, 0.5]
 */
export class Softmax extends Activation {
  static override readonly logicalName: string = 'Softmax';
  static override readonly name: string = 'Softmax';

  readonly dim: number;

  constructor(dim: number) {
    super();
    this.dim = dim;
  }

  protected override activate(x: Tensor): Tensor {
    return softmax(x, this.dim);
  }

  override extraRepr(): Repr {
    return { dim: this.dim };
  }
}
