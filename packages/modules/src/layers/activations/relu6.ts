import { relu6, relu6_, type Tensor } from '@nn/tensor';
import { type Repr, shownIf } from '../../print-module.js';
import { InplaceActivation } from './activation.js';

/**
 * min(max(x, 0), 6), element by element.
 *
 * @example
 * import { ReLU6, tensor } from '@nn/nn';
 *
 * new ReLU6().forward(tensor([-1, 3, 8])).toArraySync(); // [0, 3, 6]
 */
export class ReLU6 extends InplaceActivation {
  static override readonly logicalName: string = 'ReLU6';
  static override readonly name: string = 'ReLU6';

  protected override activate(x: Tensor): Tensor {
    return this.inplace ? relu6_(x) : relu6(x);
  }

  override extraRepr(): Repr {
    return shownIf('inplace', this.inplace);
  }
}
