import type { Tensor } from '@nn/tensor';
import { Module } from '../module.js';

/** What layers of one function share: one tensor in, and errors that say where. */
export abstract class FunctionLayer<Output = Tensor> extends Module {
  override forward(x: Tensor): Output {
    try {
      return this.compute(x);
    } catch (error) {
      throw this.locate(error);
    }
  }

  /** The function itself. */
  protected abstract compute(x: Tensor): Output;
}
