import { softsign, type Tensor } from '@nn/tensor';
import { Activation } from './activation.js';

/**
 * x / (1 + |x|), element by element.
 *
 * @example
 * import { Softsign, tensor } from '@nn/nn';
 *
 * new Softsign().forward(tensor([1, -3])).toArraySync(); // [0.5, -0.75]
 */
export class Softsign extends Activation {
  static override readonly logicalName: string = 'Softsign';
  static override readonly name: string = 'Softsign';

  protected override activate(x: Tensor): Tensor {
    return softsign(x);
  }
}
