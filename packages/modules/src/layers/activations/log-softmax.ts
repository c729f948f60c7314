import { logSoftmax, type Tensor } from '@nn/tensor';
import type { Repr } from '../../print-module.js';
import { Activation } from './activation.js';

/**
 * log(eˣ / Σ eˣ) along an axis, right also where the softmax underflows to 0.
 *
 * @throws NnError 'AXIS' where there is no such axis
 * @example
 * import { LogSoftmax, tensor } from '@nn/nn';
 *
 * new LogSoftmax(0).forward(tensor([0, -1000])).toArraySync(); // [0, -1000]
 */
export class LogSoftmax extends Activation {
  static override readonly logicalName: string = 'LogSoftmax';
  static override readonly name: string = 'LogSoftmax';

  readonly dim: number;

  constructor(dim: number) {
    super();
    this.dim = dim;
  }

  protected override activate(x: Tensor): Tensor {
    return logSoftmax(x, this.dim);
  }

  override extraRepr(): Repr {
    return { dim: this.dim };
  }
}
