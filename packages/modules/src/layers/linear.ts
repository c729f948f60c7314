import { type DType, formatShape, type ParamSpecs } from '@nn/core';
import { kaimingUniform_, uniform_ } from '@nn/init';
import { linear, type Tensor } from '@nn/tensor';
import { checkSize } from '../check.js';
import { initializeByDefault } from '../initialize-by-default.js';
import { Module } from '../module.js';
import { Parameter } from '../parameter.js';
import type { Repr } from '../print-module.js';

export interface LinearOptions {
  /** Learn an additive bias. @default true */
  readonly bias?: boolean;
  /** @default 'float32' */
  readonly dtype?: DType;
  /** @default the default device */
  readonly device?: string;
}

/**
 * Affine map y = x Wᵀ + b. Shapes: x `[…, in]`, W `[out, in]`, b `[out]`, y `[…, out]`.
 *
 * Default initialization is PyTorch's: weight, then bias, uniform in ±1/√in.
 *
 * @throws NnError 'SHAPE' where the last axis of x is not `inFeatures`
 * @example
 * import { Linear, rand } from '@nn/nn';
 *
 * new Linear(4, 8).forward(rand([2, 4])).shape; // [2, 8]
 */
export class Linear extends Module {
  static override readonly logicalName: string = 'Linear';
  static override readonly name: string = 'Linear';

  inFeatures: number;
  outFeatures: number;
  weight: Parameter;
  bias: Parameter | null;

  constructor(inFeatures: number, outFeatures: number, options: LinearOptions = {}) {
    super();
    const { bias = true, ...placement } = options;
    this.inFeatures = checkSize(inFeatures, 'inFeatures', 'Linear');
    this.outFeatures = checkSize(outFeatures, 'outFeatures', 'Linear');
    this.weight = Parameter.empty([outFeatures, inFeatures], placement);
    this.bias = bias ? Parameter.empty([outFeatures], placement) : null;
    initializeByDefault(this, Linear);
  }

  /** PyTorch's default. */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    if (this.bias === null) return;
    const bound = this.inFeatures > 0 ? 1 / Math.sqrt(this.inFeatures) : 0;
    uniform_(this.bias, { a: -bound, b: bound });
  }

  override paramSpecs(): ParamSpecs {
    const law = { law: 'uniform', fanInOf: 'weight' } as const;
    return {
      weight: { role: 'weight', axes: { in: [1], out: [0] }, default: law },
      bias: { role: 'bias', default: law },
    };
  }

  override forward(x: Tensor): Tensor {
    try {
      return linear(x, this.weight, this.bias);
    } catch (error) {
      throw this.locate(error, this.complaint(x));
    }
  }

  /** What is wrong with an input, from where the layer stands. */
  private complaint(x: Tensor): string | undefined {
    return x.shape.at(-1) === this.inFeatures
      ? undefined
      : `got ${formatShape(x.shape)}, wants a last axis of ${this.inFeatures}`;
  }

  override extraRepr(): Repr {
    return { inFeatures: this.inFeatures, outFeatures: this.outFeatures, bias: this.bias !== null };
  }
}
