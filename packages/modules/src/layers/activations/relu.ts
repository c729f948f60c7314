import { relu, type Tensor } from '@nn/tensor';
import { type Repr, shownIf } from '../../print-module.js';
import { InplaceActivation } from './activation.js';

/**
 * max(x, 0), element by element.
 *
 * @example
 * import { ReLU, tensor } from '@nn/nn';
 *
 * new ReLU().forward(tensor([-1, 0, 2])).toArraySync(); // [0, 0, 2]
 */
export class ReLU extends InplaceActivation {
  static override readonly logicalName: string = 'ReLU';
  static override readonly name: string = 'ReLU';

  protected override activate(x: Tensor): Tensor {
    return this.inplace ? relu.inPlace(x) : relu(x);
  }

  override extraRepr(): Repr {
    return shownIf('inplace', this.inplace);
  }
}
