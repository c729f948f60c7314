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

/** Masks of a decoder; true forbids. */
export interface DecoderMasks {
  /** `[T, T]` or `[N · heads, T, T]`. */
  readonly tgtMask?: Tensor | null;
  /** `[T, S]` or `[N · heads, T, S]`. */
  readonly memoryMask?: Tensor | null;
  /** `[N, T]`. */
  readonly tgtKeyPaddingMask?: Tensor | null;
  /** `[N, S]`. */
  readonly memoryKeyPaddingMask?: Tensor | null;
  /** Every step sees itself and those before it only. @default false */
  readonly tgtIsCausal?: boolean;
  /** Step i sees steps 0 … i of the memory only. @default false */
  readonly memoryIsCausal?: boolean;
}

/**
 * A layer of a transformer's decoder (Vaswani et al. 2017): self-attention, attention to the encoder's memory, then two linear maps with an
 * activation between; each is added to its input and normalized. Fields have the names of PyTorch's state dict.
 *
 * @throws NnError 'OPTION', 'SHAPE' as `MultiheadAttention`
 * @example
 * import { rand, TransformerDecoderLayer } from '@nn/nn';
 *
 * const layer = new TransformerDecoderLayer(8, 2, { dimFeedforward: 16 });
 * layer.forward(rand([4, 2, 8]), rand([5, 2, 8]), { tgtIsCausal: true }).shape; // [4, 2, 8]
 */
export class TransformerDecoderLayer extends Module {
  static override readonly logicalName: string = 'TransformerDecoderLayer';
  static override readonly name: string = 'TransformerDecoderLayer';

  readonly self_attn: MultiheadAttention;
  readonly multihead_attn: MultiheadAttention;
  readonly linear1: Linear;
  readonly dropout: Dropout;
  readonly linear2: Linear;
  readonly normFirst: boolean;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly norm3: LayerNorm;
  readonly dropout1: Dropout;
  readonly dropout2: Dropout;
  readonly dropout3: Dropout;
  readonly activation: TransformerActivation;

  constructor(dModel: number, nhead: number, options: TransformerLayerOptions = {}) {
    super();
    const filled = fillOptions(options, 'TransformerDecoderLayer');
    const activation = checkActivation(filled.activation, 'TransformerDecoderLayer');
    this.self_attn = new MultiheadAttention(dModel, nhead, filled.attention);
    this.multihead_attn = new MultiheadAttention(dModel, nhead, filled.attention);
    this.linear1 = new Linear(dModel, filled.dimFeedforward, filled.linear);
    this.dropout = new Dropout(filled.dropout);
    this.linear2 = new Linear(filled.dimFeedforward, dModel, filled.linear);
    this.normFirst = options.normFirst ?? false;
    this.norm1 = new LayerNorm(dModel, filled.norm);
    this.norm2 = new LayerNorm(dModel, filled.norm);
    this.norm3 = new LayerNorm(dModel, filled.norm);
    this.dropout1 = new Dropout(filled.dropout);
    this.dropout2 = new Dropout(filled.dropout);
    this.dropout3 = new Dropout(filled.dropout);
    this.activation = activation;
  }

  override refineSpec(path: string, spec: ParamSpec): ParamSpec {
    return refineLayerSpec(path, spec, this.activation);
  }

  override forward(tgt: Tensor, memory: Tensor, masks: DecoderMasks = {}): Tensor {
    if (this.normFirst) {
      const x = tgt.add(this.attendToItself(this.norm1.forward(tgt), masks));
      const y = x.add(this.attendToMemory(this.norm2.forward(x), memory, masks));
      return y.add(this.feedForward(this.norm3.forward(y)));
    }
    const x = this.norm1.forward(tgt.add(this.attendToItself(tgt, masks)));
    const y = this.norm2.forward(x.add(this.attendToMemory(x, memory, masks)));
    return this.norm3.forward(y.add(this.feedForward(y)));
  }

  private attendToItself(
    x: Tensor,
    { tgtMask = null, tgtKeyPaddingMask = null, tgtIsCausal = false }: DecoderMasks,
  ): Tensor {
    const options = { attnMask: tgtMask, keyPaddingMask: tgtKeyPaddingMask, isCausal: tgtIsCausal, needWeights: false };
    return this.dropout1.forward(this.self_attn.forward(x, x, x, options)[0]);
  }

  private attendToMemory(x: Tensor, memory: Tensor, masks: DecoderMasks): Tensor {
    const { memoryMask = null, memoryKeyPaddingMask = null, memoryIsCausal = false } = masks;
    const options = {
      attnMask: memoryMask,
      keyPaddingMask: memoryKeyPaddingMask,
      isCausal: memoryIsCausal,
      needWeights: false,
    };
    return this.dropout2.forward(this.multihead_attn.forward(x, memory, memory, options)[0]);
  }

  private feedForward(x: Tensor): Tensor {
    const inner = activate(this.activation, this.linear1.forward(x));
    return this.dropout3.forward(this.linear2.forward(this.dropout.forward(inner)));
  }
}
