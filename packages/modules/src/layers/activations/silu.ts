import { silu, type Tensor } from '@nn/tensor';
import { type Repr, shownIf } from '../../print-module.js';
import { InplaceActivation } from './activation.js';

/**
 * x · sigmoid(x), element by element; also called swish.
 *
 * @example
 * import { SiLU, tensor } from '@nn/nn';
 *
 * new SiLU().forward(tensor([0, 1])).toArraySync(); // [0, 0.7310585975646973]
 */
export class SiLU extends InplaceActivation {
  static override readonly logicalName: string = 'SiLU';
  static override readonly name: string = 'SiLU';

  protected override activate(x: Tensor): Tensor {
    return this.inplace ? silu.inPlace(x) : silu(x);
  }

  override extraRepr(): Repr {
    return shownIf('inplace', this.inplace);
  }
}
