import { hardswish, type Tensor } from '@nn/tensor';
import { type Repr, shownIf } from '../../print-module.js';
import { InplaceActivation } from './activation.js';

/**
 * x · min(max(x + 3, 0), 6) / 6, element by element.
 *
 * @example
 * import { Hardswish, tensor } from '@nn/nn';
 *
 * new Hardswish().forward(tensor([-4, 3, 5])).toArraySync(); // [0, 3, 5]
 */
export class Hardswish extends InplaceActivation {
  static override readonly logicalName: string = 'Hardswish';
  static override readonly name: string = 'Hardswish';

  protected override activate(x: Tensor): Tensor {
    return this.inplace ? hardswish.inPlace(x) : hardswish(x);
  }

  override extraRepr(): Repr {
    return shownIf('inplace', this.inplace);
  }
}
