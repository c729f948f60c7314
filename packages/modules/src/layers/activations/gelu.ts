import { gelu, type GeluOptions, type Tensor } from '@nn/tensor';
import { checkChoice } from '../../check.js';
import type { Repr } from '../../print-module.js';
import { Activation } from './activation.js';

/**
 * x · Φ(x), element by element, Φ the distribution function of the normal distribution.
 *
 * @throws NnError 'OPTION' for another approximation
 * @example
 * import { GELU, tensor } from '@nn/nn';
 *
 * new GELU().forward(tensor([0, 100])).toArraySync(); // [0, 100]
 */
export class GELU extends Activation {
  static override readonly logicalName: string = 'GELU';
  static override readonly name: string = 'GELU';

  readonly approximate: 'none' | 'tanh';

  constructor(options: GeluOptions = {}) {
    super();
    const sentence = 'approximate argument must be either none or tanh.';
    this.approximate = checkChoice(options.approximate ?? 'none', ['none', 'tanh'], 'GELU', sentence);
  }

  protected override activate(x: Tensor): Tensor {
    return gelu(x, this);
  }

  override extraRepr(): Repr {
    return { approximate: this.approximate };
  }
}
