import { hardshrink, type Tensor } from '@nn/tensor';
import { formatValue, type Repr } from '../../print-module.js';
import { Activation } from './activation.js';

/**
 * x where |x| > lambd, else 0.
 *
 * @example
 * import { Hardshrink, tensor } from '@nn/nn';
 *
 * new Hardshrink().forward(tensor([-2, 0.25, 2])).toArraySync(); // [-2, 0, 2]
 */
export class Hardshrink extends Activation {
  static override readonly logicalName: string = 'Hardshrink';
  static override readonly name: string = 'Hardshrink';

  readonly lambd: number;

  constructor(lambd = 0.5) {
    super();
    this.lambd = lambd;
  }

  protected override activate(x: Tensor): Tensor {
    return hardshrink(x, this.lambd);
  }

  override extraRepr(): Repr {
    return formatValue(this.lambd);
  }
}
