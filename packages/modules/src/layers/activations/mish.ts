import { mish, type Tensor } from '@nn/tensor';
import { type Repr, shownIf } from '../../print-module.js';
import { InplaceActivation } from './activation.js';

/**
 * x · tanh(ln(1 + e^x)), element by element.
 *
 * @example
 * import { Mish, tensor } from '@nn/nn';
 *
 * new Mish().forward(tensor([0, 1])).toArraySync(); // [0, 0.8650984168052673]
 */
export class Mish extends InplaceActivation {
  static override readonly logicalName: string = 'Mish';
  static override readonly name: string = 'Mish';

  protected override activate(x: Tensor): Tensor {
    return this.inplace ? mish.inPlace(x) : mish(x);
  }

  override extraRepr(): Repr {
    return shownIf('inplace', this.inplace);
  }
}
