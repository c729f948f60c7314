import { hardsigmoid, type Tensor } from '@nn/tensor';
import { type Repr, shownIf } from '../../print-module.js';
import { InplaceActivation } from './activation.js';

/**
 * min(max(x + 3, 0), 6) / 6, element by element.
 *
 * @example
 * import { Hardsigmoid, tensor } from '@nn/nn';
 *
 * new Hardsigmoid().forward(tensor([-3, 0, 3])).toArraySync(); // [0, 0.5, 1]
 */
export class Hardsigmoid extends InplaceActivation {
  static override readonly logicalName: string = 'Hardsigmoid';
  static override readonly name: string = 'Hardsigmoid';

  protected override activate(x: Tensor): Tensor {
    return this.inplace ? hardsigmoid.inPlace(x) : hardsigmoid(x);
  }

  override extraRepr(): Repr {
    return shownIf('inplace', this.inplace);
  }
}
