import { tanhshrink, type Tensor } from '@nn/tensor';
import { Activation } from './activation.js';

/**
 * x − tanh(x), element by element.
 *
 * @example
 * import { Tanhshrink, tensor } from '@nn/nn';
 *
 * new Tanhshrink().forward(tensor([0, 100])).toArraySync(); // [0, 99]
 */
export class Tanhshrink extends Activation {
  static override readonly logicalName: string = 'Tanhshrink';
  static override readonly name: string = 'Tanhshrink';

  protected override activate(x: Tensor): Tensor {
    return tanhshrink(x);
  }
}
