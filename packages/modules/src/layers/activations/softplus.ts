import { softplus, type SoftplusOptions, type Tensor } from '@nn/tensor';
import type { Repr } from '../../print-module.js';
import { Activation } from './activation.js';

/**
 * ln(1 + e^(beta · x)) / beta, element by element: a `ReLU` without the corner. Where beta · x exceeds `threshold`, x itself.
 *
 * @example
 * import { Softplus, tensor } from '@nn/nn';
 *
 * new Softplus().forward(tensor([0, 100])).toArraySync(); // [0.6931471824645996, 100]
 */
export class Softplus extends Activation {
  static override readonly logicalName: string = 'Softplus';
  static override readonly name: string = 'Softplus';

  readonly beta: number;
  readonly threshold: number;

  constructor(options: SoftplusOptions = {}) {
    super();
    this.beta = options.beta ?? 1;
    this.threshold = options.threshold ?? 20;
  }

  protected override activate(x: Tensor): Tensor {
    return softplus(x, this);
  }

  override extraRepr(): Repr {
    return { beta: this.beta, threshold: this.threshold };
  }
}
