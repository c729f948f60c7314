import { tanh, type Tensor } from '@nn/tensor';
import { Activation } from './activation.js';

/**
 * Hyperbolic tangent, element by element.
 *
 * @example
 * import { Tanh, tensor } from '@nn/nn';
 *
 * new Tanh().forward(tensor([0, Infinity])).toArraySync(); // [0, 1]
 */
export class Tanh extends Activation {
  static override readonly logicalName: string = 'Tanh';
  static override readonly name: string = 'Tanh';

  protected override activate(x: Tensor): Tensor {
    return tanh(x);
  }
}
