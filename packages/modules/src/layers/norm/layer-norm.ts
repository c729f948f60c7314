import type { DType, ParamSpecs, Shape } from '@nn/core';
import { ones_, zeros_ } from '@nn/init';
import type { Tensor } from '@nn/tensor';
import { layerNorm } from '../../functional/layer-norm.js';
import { initializeByDefault } from '../../initialize-by-default.js';
import { Module } from '../../module.js';
import { Parameter } from '../../parameter.js';
import { formatValue, type Repr } from '../../print-module.js';
import { checkNormalizedShape } from './normalized-shape.js';

export interface LayerNormLayerOptions {
  /** Added to the variance. @default 1e-5 */
  readonly eps?: number;
  /** Learn a factor for every element. @default true */
  readonly elementwiseAffine?: boolean;
  /** Learn an addend too, where a factor is learned. @default true */
  readonly bias?: boolean;
  /** @default 'float32' */
  readonly dtype?: DType;
  /** @default the default device */
  readonly device?: string;
}

/**
 * Normalizes the last axes of every instance, then scales and moves their elements by learned amounts (Ba et al. 2016).
 *
 * @param normalizedShape the sizes of those axes; a number for the last alone
 * @throws NnError 'SHAPE' where the last axes of x are others
 * @example
 * import { LayerNorm, tensor } from '@nn/nn';
 *
 * new LayerNorm(2, { eps: 0 }).forward(tensor([[1, 3], [0, 4]])).detach().toArraySync(); // [[-1, 1], [-1, 1]]
 */
export class LayerNorm extends Module {
  static override readonly logicalName: string = 'LayerNorm';
  static override readonly name: string = 'LayerNorm';

  readonly normalizedShape: Shape;
  readonly eps: number;
  readonly elementwiseAffine: boolean;
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;

  constructor(normalizedShape: number | Shape, options: LayerNormLayerOptions = {}) {
    super();
    const { eps = 1e-5, elementwiseAffine = true, bias = true, ...placement } = options;
    this.normalizedShape = checkNormalizedShape(normalizedShape, 'LayerNorm');
    this.eps = eps;
    this.elementwiseAffine = elementwiseAffine;
    this.weight = elementwiseAffine ? Parameter.empty(this.normalizedShape, placement) : null;
    this.bias = elementwiseAffine && bias ? Parameter.empty(this.normalizedShape, placement) : null;
    initializeByDefault(this, LayerNorm);
  }

  /** Factor 1, addend 0. */
  resetParameters(): void {
    if (this.weight !== null) ones_(this.weight);
    if (this.bias !== null) zeros_(this.bias);
  }

  override paramSpecs(): ParamSpecs {
    return {
      weight: { role: 'gain', default: { law: 'constant', value: 1 } },
      bias: { role: 'bias', default: { law: 'constant', value: 0 } },
    };
  }

  override forward(x: Tensor): Tensor {
    try {
      return layerNorm(x, this.normalizedShape, this);
    } catch (error) {
      throw this.locate(error);
    }
  }

  override extraRepr(): Repr {
    return `${formatValue(this.normalizedShape)}, eps=${this.eps}, elementwiseAffine=${this.elementwiseAffine}`;
  }
}
