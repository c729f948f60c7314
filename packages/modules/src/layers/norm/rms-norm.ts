import type { DType, ParamSpecs, Shape } from '@nn/core';
import { ones_ } from '@nn/init';
import type { Tensor } from '@nn/tensor';
import { rmsNorm } from '../../functional/rms-norm.js';
import { initializeByDefault } from '../../initialize-by-default.js';
import { Module } from '../../module.js';
import { Parameter } from '../../parameter.js';
import { formatValue, type Repr } from '../../print-module.js';
import { checkNormalizedShape } from './normalized-shape.js';

export interface RMSNormOptions {
  /** Added to the mean square. @default null, the spacing of the input's dtype at 1 */
  readonly eps?: number | null;
  /** Learn a factor for every element. @default true */
  readonly elementwiseAffine?: boolean;
  /** @default 'float32' */
  readonly dtype?: DType;
  /** @default the default device */
  readonly device?: string;
}

/**
 * Divides the last axes of every instance by the root of their mean square, then scales their elements by learned factors (Zhang & Sennrich
 * 2019). As in PyTorch from 2.4 on.
 *
 * @param normalizedShape the sizes of those axes; a number for the last alone
 * @throws NnError 'SHAPE' where the last axes of x are others
 * @example
 * import { RMSNorm, tensor } from '@nn/nn';
 *
 * new RMSNorm(2, { eps: 0 }).forward(tensor([[2, -2]])).detach().toArraySync(); // [[1, -1]]
 */
export class RMSNorm extends Module {
  static override readonly logicalName: string = 'RMSNorm';
  static override readonly name: string = 'RMSNorm';

  readonly normalizedShape: Shape;
  readonly eps: number | null;
  readonly elementwiseAffine: boolean;
  readonly weight: Parameter | null;

  constructor(normalizedShape: number | Shape, options: RMSNormOptions = {}) {
    super();
    const { eps = null, elementwiseAffine = true, ...placement } = options;
    this.normalizedShape = checkNormalizedShape(normalizedShape, 'RMSNorm');
    this.eps = eps;
    this.elementwiseAffine = elementwiseAffine;
    this.weight = elementwiseAffine ? Parameter.empty(this.normalizedShape, placement) : null;
    initializeByDefault(this, RMSNorm);
  }

  /** Factor 1. */
  resetParameters(): void {
    if (this.weight !== null) ones_(this.weight);
  }

  override paramSpecs(): ParamSpecs {
    return { weight: { role: 'gain', default: { law: 'constant', value: 1 } } };
  }

  override forward(x: Tensor): Tensor {
    try {
      return rmsNorm(x, this.normalizedShape, this);
    } catch (error) {
      throw this.locate(error);
    }
  }

  override extraRepr(): Repr {
    return `${formatValue(this.normalizedShape)}, eps=${this.eps}, elementwiseAffine=${this.elementwiseAffine}`;
  }
}
