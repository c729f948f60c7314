import type { Tensor } from '@nn/tensor';
import type { Activating, ActivationSpec } from '../../activation-spec.js';
import { Module } from '../../module.js';
import { ownerName } from '../../owners.js';

export interface InplaceOptions {
  /** Write the result over the input. @default false */
  readonly inplace?: boolean;
}

/** Classes whose name says which function it is. */
const withoutParameters: ReadonlySet<string> = /* @__PURE__ */ new Set([
  ...['ReLU', 'ReLU6', 'SELU', 'GELU', 'SiLU', 'Mish', 'Tanh', 'Sigmoid'],
  ...['Hardsigmoid', 'Hardswish', 'LogSigmoid', 'Softsign', 'Tanhshrink'],
]);

/** What activations share: one tensor in, one out, and errors that say where. */
export abstract class Activation extends Module implements Activating {
  static override readonly logicalName: string = 'Activation';

  override forward(x: Tensor): Tensor {
    try {
      return this.activate(x);
    } catch (error) {
      throw this.locate(error);
    }
  }

  /** The function as gains know it; `null` where a name does not say which function it is. */
  get activationSpec(): ActivationSpec | null {
    const name = ownerName(this.constructor);
    return withoutParameters.has(name) ? { name: name.toLowerCase() } : null;
  }

  /** The function itself. */
  protected abstract activate(x: Tensor): Tensor;
}

/** An activation that may write over its input. */
export abstract class InplaceActivation extends Activation {
  readonly inplace: boolean;

  constructor(options: InplaceOptions = {}) {
    super();
    this.inplace = options.inplace ?? false;
  }
}
