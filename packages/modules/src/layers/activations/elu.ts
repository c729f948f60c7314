import { elu, elu_, type Tensor } from '@nn/tensor';
import type { ActivationSpec } from '../../activation-spec.js';
import { type Repr, shownIf } from '../../print-module.js';
import { InplaceActivation, type InplaceOptions } from './activation.js';

/**
 * x where it is positive, alpha · (e^x − 1) elsewhere.
 *
 * @example
 * import { ELU, tensor } from '@nn/nn';
 *
 * new ELU().forward(tensor([2, -Infinity])).toArraySync(); // [2, -1]
 */
export class ELU extends InplaceActivation {
  static override readonly logicalName: string = 'ELU';
  static override readonly name: string = 'ELU';

  readonly alpha: number;

  /** @param alpha what it tends to, with a minus, for small x */
  constructor(alpha = 1, options: InplaceOptions = {}) {
    super(options);
    this.alpha = alpha;
  }

  override get activationSpec(): ActivationSpec {
    return { name: 'elu', param: this.alpha };
  }

  protected override activate(x: Tensor): Tensor {
    return this.inplace ? elu_(x, this.alpha) : elu(x, this.alpha);
  }

  override extraRepr(): Repr {
    return { alpha: this.alpha, ...shownIf('inplace', this.inplace) };
  }
}
