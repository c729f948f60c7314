import { softshrink, type Tensor } from '@nn/tensor';
import { formatValue, type Repr } from '../../print-module.js';
import { Activation } from './activation.js';

/**
 * x moved by lambd towards 0, and 0 where it is nearer than that.
 *
 * @example
 * import { Softshrink, tensor } from '@nn/nn';
 *
 * new Softshrink().forward(tensor([-2, 0.25, 2])).toArraySync(); // [-1.5, 0, 1.5]
 */
export class Softshrink extends Activation {
  static override readonly logicalName: string = 'Softshrink';
  static override readonly name: string = 'Softshrink';

  readonly lambd: number;

  constructor(lambd = 0.5) {
    super();
    this.lambd = lambd;
  }

  protected override activate(x: Tensor): Tensor {
    return softshrink(x, this.lambd);
  }

  override extraRepr(): Repr {
    return formatValue(this.lambd);
  }
}
