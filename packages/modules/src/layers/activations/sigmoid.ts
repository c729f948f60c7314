import { sigmoid, type Tensor } from '@nn/tensor';
import { Activation } from './activation.js';

/**
 * 1 / (1 + e^−x), element by element.
 *
 * @example
 * import { Sigmoid, tensor } from '@nn/nn';
 *
 * new Sigmoid().forward(tensor([0, -Infinity])).toArraySync(); // [0.5, 0]
 */
export class Sigmoid extends Activation {
  static override readonly logicalName: string = 'Sigmoid';
  static override readonly name: string = 'Sigmoid';

  protected override activate(x: Tensor): Tensor {
    return sigmoid(x);
  }
}
