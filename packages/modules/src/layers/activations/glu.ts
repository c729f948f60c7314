import type { Tensor } from '@nn/tensor';
import { glu } from '../../functional/glu.js';
import type { Repr } from '../../print-module.js';
import { Activation } from './activation.js';

/**
 * Gated linear unit: the first half of an axis times the sigmoid of the second (Dauphin et al. 2017).
 *
 * @throws NnError 'AXIS' where there is no such axis
 * @example
 * import { GLU, tensor } from '@nn/nn';
 *
 * new GLU().forward(tensor([2, 4, 0, Infinity])).toArraySync(); // [1, 4]
 */
export class GLU extends Activation {
  static override readonly logicalName: string = 'GLU';
  static override readonly name: string = 'GLU';

  readonly dim: number;

  constructor(dim = -1) {
    super();
    this.dim = dim;
  }

  protected override activate(x: Tensor): Tensor {
    return glu(x, this.dim);
  }

  override extraRepr(): Repr {
    return { dim: this.dim };
  }
}
