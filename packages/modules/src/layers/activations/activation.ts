import type { Tensor } from '@nn/tensor';
import { Module } from '../../module.js';

export interface InplaceOptions {
  /** Write the result over the input. @default false */
  readonly inplace?: boolean;
}

/** What activations share: one tensor in, one out, and errors that say where. */
export abstract class Activation extends Module {
  override forward(x: Tensor): Tensor {
    try {
      return this.activate(x);
    } catch (error) {
      throw this.locate(error);
    }
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
