import type { Tensor } from '@nn/tensor';
import { rrelu, type RreluOptions } from '../../functional/rrelu.js';
import { type Repr, shownIf } from '../../print-module.js';
import { InplaceActivation } from './activation.js';

/**
 * x where it is positive, elsewhere x times a slope: while training one drawn for every element, uniform between `lower` and `upper`, in
 * evaluation their mean. The bits are PyTorch's on the CPU.
 *
 * @throws NnError 'OPTION' where lower > upper; nothing is drawn then
 * @example
 * import { RReLU, tensor } from '@nn/nn';
 *
 * new RReLU({ lower: 0.25, upper: 0.75 }).eval().forward(tensor([2, -2])).toArraySync(); // [2, -1]
 */
export class RReLU extends InplaceActivation {
  static override readonly logicalName: string = 'RReLU';
  static override readonly name: string = 'RReLU';

  readonly lower: number;
  readonly upper: number;

  constructor(options: Omit<RreluOptions, 'training' | 'generator'> = {}) {
    super(options);
    this.lower = options.lower ?? 1 / 8;
    this.upper = options.upper ?? 1 / 3;
  }

  protected override activate(x: Tensor): Tensor {
    return rrelu(x, this);
  }

  override extraRepr(): Repr {
    return { lower: this.lower, upper: this.upper, ...shownIf('inplace', this.inplace) };
  }
}
