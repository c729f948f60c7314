import type { ParamSpecs } from '@nn/core';
import { uniform_ } from '@nn/init';
import type { Tensor } from '@nn/tensor';
import { checkSize } from '../check.js';
import { bilinear } from '../functional/bilinear.js';
import { initializeByDefault } from '../initialize-by-default.js';
import { Module } from '../module.js';
import { Parameter } from '../parameter.js';
import type { Repr } from '../print-module.js';
import type { LinearOptions } from './linear.js';

/**
 * y_k = x1ᵀ W_k x2 + b_k. Shapes: x1 `[…, in1]`, x2 `[…, in2]`, W `[out, in1, in2]`, b `[out]`, y `[…, out]`.
 *
 * Default initialization is PyTorch's: weight, then bias, uniform in ±1/√in1.
 *
 * @throws NnError 'SHAPE' where the inputs do not fit
 * @example
 * import { Bilinear, rand } from '@nn/nn';
 *
 * new Bilinear(4, 5, 6).forward(rand([2, 4]), rand([2, 5])).shape; // [2, 6]
 */
export class Bilinear extends Module {
  static override readonly logicalName: string = 'Bilinear';
  static override readonly name: string = 'Bilinear';

  readonly in1Features: number;
  readonly in2Features: number;
  readonly outFeatures: number;
  readonly weight: Parameter;
  readonly bias: Parameter | null;

  constructor(in1Features: number, in2Features: number, outFeatures: number, options: LinearOptions = {}) {
    super();
    const { bias = true, ...placement } = options;
    this.in1Features = checkSize(in1Features, 'in1Features', 'Bilinear');
    this.in2Features = checkSize(in2Features, 'in2Features', 'Bilinear');
    this.outFeatures = checkSize(outFeatures, 'outFeatures', 'Bilinear');
    this.weight = Parameter.empty([outFeatures, in1Features, in2Features], placement);
    this.bias = bias ? Parameter.empty([outFeatures], placement) : null;
    initializeByDefault(this, Bilinear);
  }

  /** PyTorch's default. */
  resetParameters(): void {
    const { bound } = this;
    uniform_(this.weight, { a: -bound, b: bound });
    if (this.bias !== null) uniform_(this.bias, { a: -bound, b: bound });
  }

  private get bound(): number {
    return this.in1Features > 0 ? 1 / Math.sqrt(this.in1Features) : 0;
  }

  override paramSpecs(): ParamSpecs {
    const law = { law: 'uniform', bound: this.bound } as const;
    return {
      weight: { role: 'weight', axes: { in: [1, 2], out: [0] }, default: law },
      bias: { role: 'bias', default: law },
    };
  }

  override forward(x1: Tensor, x2: Tensor): Tensor {
    try {
      return bilinear(x1, x2, this.weight, this.bias);
    } catch (error) {
      throw this.locate(error);
    }
  }

  override extraRepr(): Repr {
    const { in1Features, in2Features, outFeatures } = this;
    return { in1Features, in2Features, outFeatures, bias: this.bias !== null };
  }
}
