import { selu, selu_, type Tensor } from '@nn/tensor';
import { type Repr, shownIf } from '../../print-module.js';
import { InplaceActivation } from './activation.js';

/**
 * `ELU` with the alpha and the scale that keep mean 0 and variance 1 from layer to layer (Klambauer et al. 2017).
 *
 * @example
 * import { SELU, tensor } from '@nn/nn';
 *
 * new SELU().forward(tensor([0, 1])).toArraySync(); // [0, 1.0507010221481323]
 */
export class SELU extends InplaceActivation {
  static override readonly logicalName: string = 'SELU';
  static override readonly name: string = 'SELU';

  protected override activate(x: Tensor): Tensor {
    return this.inplace ? selu_(x) : selu(x);
  }

  override extraRepr(): Repr {
    return shownIf('inplace', this.inplace);
  }
}
