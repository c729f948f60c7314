import { NnError } from '@nn/core';
import { hardtanh, hardtanh_, type HardtanhOptions as Bounds, type Tensor } from '@nn/tensor';
import { type Repr, shownIf } from '../../print-module.js';
import { InplaceActivation, type InplaceOptions } from './activation.js';

export interface HardtanhLayerOptions extends Bounds, InplaceOptions {}

/**
 * x between two bounds, −1 and 1 unless told otherwise.
 *
 * @throws NnError 'OPTION' where maxVal is not greater than minVal
 * @example
 * import { Hardtanh, tensor } from '@nn/nn';
 *
 * new Hardtanh().forward(tensor([-2, 0.5, 2])).toArraySync(); // [-1, 0.5, 1]
 */
export class Hardtanh extends InplaceActivation {
  static override readonly logicalName: string = 'Hardtanh';
  static override readonly name: string = 'Hardtanh';

  readonly minVal: number;
  readonly maxVal: number;

  constructor(options: HardtanhLayerOptions = {}) {
    super(options);
    this.minVal = options.minVal ?? -1;
    this.maxVal = options.maxVal ?? 1;
    if (this.maxVal > this.minVal) return;
    throw new NnError('OPTION', `maxVal must be greater than minVal, got ${this.maxVal} and ${this.minVal}`, {
      op: 'Hardtanh',
      details: { minVal: this.minVal, maxVal: this.maxVal },
    });
  }

  protected override activate(x: Tensor): Tensor {
    return this.inplace ? hardtanh_(x, this) : hardtanh(x, this);
  }

  override extraRepr(): Repr {
    return { minVal: this.minVal, maxVal: this.maxVal, ...shownIf('inplace', this.inplace) };
  }
}
