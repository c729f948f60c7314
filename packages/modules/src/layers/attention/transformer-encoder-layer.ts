import type { ParamSpec } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { Module } from '../../module.js';
import { Dropout } from '../dropout.js';
import { Linear } from '../linear.js';
import { LayerNorm } from '../norm/layer-norm.js';
import { activate, checkActivation, type TransformerActivation } from './activation-of.js';
import { MultiheadAttention } from './multihead-attention.js';
import { refineLayerSpec } from './layer-specs.js';
import { fillOptions, type TransformerLayerOptions } from './transformer-options.js';

/** Masks of one encoder layer; true forbids. */
export interface EncoderLayerMasks {
  /** `[S, S]` or `[N · heads, S, S]`. */
  readonly srcMask?: Tensor | null;
  /** `[N, S]`. */
  readonly srcKeyPaddingMask?: Tensor | null;
  /** Every step sees itself and those before it only. @default false */
  readonly isCausal?: boolean;
}

/**
 * A layer of a transformer's encoder (Vaswani et al. 2017): self-attention, then two linear maps with an activation between; each is added to
 * its input and normalized. Fields have the names of PyTorch's state dict.
 *
 * @throws NnError 'OPTION', 'SHAPE' as `MultiheadAttention`
 * @example
 * import { rand, TransformerEncoderLayer } from '@nn/nn';
 *
 * const layer = new TransformerEncoderLayer(8, 2, { dimFeedforward: 16, batchFirst: true });
 * layer.forward(rand([2, 5, 8]), { isCausal: true }).shape; // [2, 5, 8]
 */
export class TransformerEncoderLayer extends Module {
  static override readonly logicalName: string = 'TransformerEncoderLayer';
  static override readonly name: string = 'TransformerEncoderLayer';

  readonly self_attn: MultiheadAttention;
  readonly linear1: Linear;
  readonly dropout: Dropout;
  readonly linear2: Linear;
  readonly normFirst: boolean;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly dropout1: Dropout;
  readonly dropout2: Dropout;
  readonly activation: TransformerActivation;

  constructor(dModel: number, nhead: number, options: TransformerLayerOptions = {}) {
    super();
    const filled = fillOptions(options, 'TransformerEncoderLayer');
    const activation = checkActivation(filled.activation, 'TransformerEncoderLayer');
    this.self_attn = new MultiheadAttention(dModel, nhead, filled.attention);
    this.linear1 = new Linear(dModel, filled.dimFeedforward, filled.linear);
    this.dropout = new Dropout(filled.dropout);
    this.linear2 = new Linear(filled.dimFeedforward, dModel, filled.linear);
    this.normFirst = options.normFirst ?? false;
    this.norm1 = new LayerNorm(dModel, filled.norm);
    this.norm2 = new LayerNorm(dModel, filled.norm);
    this.dropout1 = new Dropout(filled.dropout);
    this.dropout2 = new Dropout(filled.dropout);
    this.activation = activation;
  }

  override refineSpec(path: string, spec: ParamSpec): ParamSpec {
    return refineLayerSpec(path, spec, this.activation);
  }

  override forward(src: Tensor, masks: EncoderLayerMasks = {}): Tensor {
    if (this.normFirst) {
      const x = src.add(this.attendToItself(this.norm1.forward(src), masks));
      return x.add(this.feedForward(this.norm2.forward(x)));
    }
    const x = this.norm1.forward(src.add(this.attendToItself(src, masks)));
    return this.norm2.forward(x.add(this.feedForward(x)));
  }

  private attendToItself(
    x: Tensor,
    { srcMask = null, srcKeyPaddingMask = null, isCausal = false }: EncoderLayerMasks,
  ): Tensor {
    const options = { attnMask: srcMask, keyPaddingMask: srcKeyPaddingMask, isCausal, needWeights: false };
    return this.dropout1.forward(this.self_attn.forward(x, x, x, options)[0]);
  }

  private feedForward(x: Tensor): Tensor {
    const inner = activate(this.activation, this.linear1.forward(x));
    return this.dropout2.forward(this.linear2.forward(this.dropout.forward(inner)));
  }
}
