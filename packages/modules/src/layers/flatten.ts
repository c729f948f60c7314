import type { Tensor } from '@nn/tensor';
import { Module } from '../module.js';
import type { Repr } from '../print-module.js';

export interface FlattenOptions {
  /** @default 1 */
  readonly startDim?: number;
  /** @default -1 */
  readonly endDim?: number;
}

/**
 * Makes one axis of a run of axes: `[N, C, H, W]` → `[N, C·H·W]`.
 *
 * @throws NnError 'AXIS'
 * @example
 * import { Flatten, ones } from '@nn/nn';
 *
 * new Flatten().forward(ones([2, 3, 4])).shape; // [2, 12]
 */
export class Flatten extends Module {
  static override readonly logicalName: string = 'Flatten';
  static override readonly name: string = 'Flatten';

  readonly startDim: number;
  readonly endDim: number;

  constructor(options: FlattenOptions = {}) {
    super();
    this.startDim = options.startDim ?? 1;
    this.endDim = options.endDim ?? -1;
  }

  override forward(x: Tensor): Tensor {
    try {
      return x.flatten(this.startDim, this.endDim);
    } catch (error) {
      throw this.locate(error);
    }
  }

  override extraRepr(): Repr {
    return { startDim: this.startDim, endDim: this.endDim };
  }
}
