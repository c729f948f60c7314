import type { DType, ParamSpecs } from '@nn/core';
import { constant_ } from '@nn/init';
import type { Tensor } from '@nn/tensor';
import type { ActivationSpec } from '../../activation-spec.js';
import { checkSize } from '../../check.js';
import { prelu } from '../../functional/prelu.js';
import { initializeByDefault } from '../../initialize-by-default.js';
import { Parameter } from '../../parameter.js';
import type { Repr } from '../../print-module.js';
import { Activation } from './activation.js';

export interface PReLUOptions {
  /** The slope to begin with. @default 0.25 */
  readonly init?: number;
  /** @default 'float32' */
  readonly dtype?: DType;
  /** @default the default device */
  readonly device?: string;
}

/**
 * x where it is positive, elsewhere x times a slope that is learned: one, or one for every channel (axis 1) (He et al. 2015).
 *
 * @param numParameters 1, or the number of channels
 * @throws NnError 'SHAPE' where there are neither one nor as many slopes as channels
 * @example
 * import { PReLU, tensor } from '@nn/nn';
 *
 * new PReLU().forward(tensor([2, -2])).detach().toArraySync(); // [2, -0.5]
 */
export class PReLU extends Activation {
  static override readonly logicalName: string = 'PReLU';
  static override readonly name: string = 'PReLU';

  readonly numParameters: number;
  readonly init: number;
  readonly weight: Parameter;

  constructor(numParameters = 1, options: PReLUOptions = {}) {
    super();
    const { init = 0.25, ...placement } = options;
    this.numParameters = checkSize(numParameters, 'numParameters', 'PReLU');
    this.init = init;
    this.weight = Parameter.empty([numParameters], placement);
    initializeByDefault(this, PReLU);
  }

  /** Every slope as it was in the beginning. */
  resetParameters(): void {
    constant_(this.weight, this.init);
  }

  override paramSpecs(): ParamSpecs {
    return { weight: { role: 'slope', default: { law: 'constant', value: this.init } } };
  }

  /** What it begins as. */
  override get activationSpec(): ActivationSpec {
    return { name: 'leaky_relu', param: this.init };
  }

  protected override activate(x: Tensor): Tensor {
    return prelu(x, this.weight);
  }

  override extraRepr(): Repr {
    return { numParameters: this.numParameters };
  }
}
