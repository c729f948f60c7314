import { celu, celu_, type Tensor } from '@nn/tensor';
import { type Repr, shownIf } from '../../print-module.js';
import { InplaceActivation, type InplaceOptions } from './activation.js';

/**
 * x where it is positive, alpha · (e^(x / alpha) − 1) elsewhere: without a corner for any alpha.
 *
 * @example
 * import { CELU, tensor } from '@nn/nn';
 *
 * new CELU(3).forward(tensor([2, -Infinity])).toArraySync(); // [2, -3]
 */
export class CELU extends InplaceActivation {
  static override readonly logicalName: string = 'CELU';
  static override readonly name: string = 'CELU';

  readonly alpha: number;

  /** @param alpha what it tends to, with a minus, for small x */
  constructor(alpha = 1, options: InplaceOptions = {}) {
    super(options);
    this.alpha = alpha;
  }

  protected override activate(x: Tensor): Tensor {
    return this.inplace ? celu_(x, this.alpha) : celu(x, this.alpha);
  }

  override extraRepr(): Repr {
    return { alpha: this.alpha, ...shownIf('inplace', this.inplace) };
  }
}
