import { type Tensor, threshold } from '@nn/tensor';
import { type Repr, shownIf } from '../../print-module.js';
import { InplaceActivation, type InplaceOptions } from './activation.js';

/**
 * x where it is above a threshold, `value` elsewhere.
 *
 * @example
 * import { tensor, Threshold } from '@nn/nn';
 *
 * new Threshold(1, -5).forward(tensor([1, 2, 3])).toArraySync(); // [-5, 2, 3]
 */
export class Threshold extends InplaceActivation {
  static override readonly logicalName: string = 'Threshold';
  static override readonly name: string = 'Threshold';

  readonly threshold: number;
  readonly value: number;

  constructor(threshold: number, value: number, options: InplaceOptions = {}) {
    super(options);
    this.threshold = threshold;
    this.value = value;
  }

  protected override activate(x: Tensor): Tensor {
    const { threshold: limit, value } = this;
    return this.inplace ? threshold.inPlace(x, limit, value) : threshold(x, limit, value);
  }

  override extraRepr(): Repr {
    return { threshold: this.threshold, value: this.value, ...shownIf('inplace', this.inplace) };
  }
}
