import { leakyRelu, leakyRelu_, type Tensor } from '@nn/tensor';
import type { ActivationSpec } from '../../activation-spec.js';
import { type Repr, shownIf } from '../../print-module.js';
import { InplaceActivation, type InplaceOptions } from './activation.js';

/**
 * x where it is positive, negativeSlope · x elsewhere.
 *
 * @example
 * import { LeakyReLU, tensor } from '@nn/nn';
 *
 * new LeakyReLU(0.25).forward(tensor([2, -2])).toArraySync(); // [2, -0.5]
 */
export class LeakyReLU extends InplaceActivation {
  static override readonly logicalName: string = 'LeakyReLU';
  static override readonly name: string = 'LeakyReLU';

  readonly negativeSlope: number;

  /** @param negativeSlope the slope below 0 */
  constructor(negativeSlope = 0.01, options: InplaceOptions = {}) {
    super(options);
    this.negativeSlope = negativeSlope;
  }

  override get activationSpec(): ActivationSpec {
    return { name: 'leaky_relu', param: this.negativeSlope };
  }

  protected override activate(x: Tensor): Tensor {
    return this.inplace ? leakyRelu_(x, this.negativeSlope) : leakyRelu(x, this.negativeSlope);
  }

  override extraRepr(): Repr {
    return { negativeSlope: this.negativeSlope, ...shownIf('inplace', this.inplace) };
  }
}
