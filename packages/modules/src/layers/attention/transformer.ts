import { type DType, formatShape, NnError, type ParamSpec, type Shape } from '@nn/core';
import { xavierUniform_ } from '@nn/init';
import { full, type Tensor } from '@nn/tensor';
import { checkSize } from '../../check.js';
import { initializeByDefault } from '../../initialize-by-default.js';
import { Module } from '../../module.js';
import { LayerNorm } from '../norm/layer-norm.js';
import { TransformerDecoder } from './transformer-decoder.js';
import { type DecoderMasks, TransformerDecoderLayer } from './transformer-decoder-layer.js';
import { type EncoderMasks, TransformerEncoder } from './transformer-encoder.js';
import { TransformerEncoderLayer } from './transformer-encoder-layer.js';
import { fillOptions, type TransformerLayerOptions } from './transformer-options.js';

/** What can stand in place of the encoder. */
export type CustomEncoder = Module & { forward(src: Tensor, masks?: EncoderMasks): Tensor };
/** What can stand in place of the decoder. */
export type CustomDecoder = Module & { forward(tgt: Tensor, memory: Tensor, masks?: DecoderMasks): Tensor };

export interface TransformerOptions extends TransformerLayerOptions {
  /** Features of every step. @default 512 */
  readonly dModel?: number;
  /** @default 8 */
  readonly nhead?: number;
  /** @default 6 */
  readonly numEncoderLayers?: number;
  /** @default 6 */
  readonly numDecoderLayers?: number;
  readonly customEncoder?: CustomEncoder | null;
  readonly customDecoder?: CustomDecoder | null;
}

/** Masks of a transformer; true forbids. */
export interface TransformerMasks extends DecoderMasks {
  /** `[S, S]` or `[N · heads, S, S]`. */
  readonly srcMask?: Tensor | null;
  /** `[N, S]`. */
  readonly srcKeyPaddingMask?: Tensor | null;
  /** Every step of the source sees itself and those before it only. @default false */
  readonly srcIsCausal?: boolean;
}

/**
 * A transformer with encoder and decoder (Vaswani et al. 2017), both with a norm behind the last layer.
 *
 * Shapes: source `[S, N, E]`, target `[T, N, E]`, output like the target; with N first (`batchFirst`) or without. Default initialization is
 * PyTorch's: layers are drawn once and copied, then every matrix is drawn anew, Xavier-uniform, in the order of the state dict.
 *
 * @throws NnError 'SHAPE', 'OPTION'
 * @example
 * import { rand, Transformer } from '@nn/nn';
 *
 * const net = new Transformer({ dModel: 8, nhead: 2, numEncoderLayers: 1, numDecoderLayers: 1, dimFeedforward: 16 });
 * net.forward(rand([5, 3, 8]), rand([4, 3, 8]), { tgtMask: Transformer.generateSquareSubsequentMask(4) }).shape; // [4, 3, 8]
 */
export class Transformer extends Module {
  static override readonly logicalName: string = 'Transformer';
  static override readonly name: string = 'Transformer';

  readonly encoder: CustomEncoder;
  readonly decoder: CustomDecoder;
  readonly dModel: number;
  readonly nhead: number;
  readonly batchFirst: boolean;

  constructor(options: TransformerOptions = {}) {
    super();
    const {
      dModel = 512,
      nhead = 8,
      numEncoderLayers = 6,
      numDecoderLayers = 6,
      customEncoder,
      customDecoder,
      ...rest
    } = options;
    this.dModel = checkSize(dModel, 'dModel', 'Transformer');
    this.nhead = checkSize(nhead, 'nhead', 'Transformer');
    this.batchFirst = options.batchFirst ?? false;
    checkSize(numEncoderLayers, 'numEncoderLayers', 'Transformer');
    checkSize(numDecoderLayers, 'numDecoderLayers', 'Transformer');
    const { norm } = fillOptions(rest, 'Transformer');
    const encoder = (): TransformerEncoder =>
      new TransformerEncoder(new TransformerEncoderLayer(dModel, nhead, rest), numEncoderLayers, {
        norm: new LayerNorm(dModel, norm),
      });
    const decoder = (): TransformerDecoder =>
      new TransformerDecoder(new TransformerDecoderLayer(dModel, nhead, rest), numDecoderLayers, {
        norm: new LayerNorm(dModel, norm),
      });
    this.encoder = customEncoder ?? encoder();
    this.decoder = customDecoder ?? decoder();
    initializeByDefault(this, Transformer);
  }

  /** PyTorch's default: every parameter with more than one axis. */
  resetParameters(): void {
    for (const parameter of this.parameters()) if (parameter.ndim > 1) xavierUniform_(parameter);
  }

  override refineSpec(_path: string, spec: ParamSpec, shape: Shape | null): ParamSpec {
    return shape !== null && shape.length > 1 ? { ...spec, default: { law: 'xavierUniform' } } : spec;
  }

  override forward(src: Tensor, tgt: Tensor, masks: TransformerMasks = {}): Tensor {
    this.checkInputs(src, tgt);
    const { srcMask = null, srcKeyPaddingMask = null, srcIsCausal = false, ...decoderMasks } = masks;
    const memory = this.encoder.forward(src, { mask: srcMask, srcKeyPaddingMask, isCausal: srcIsCausal });
    return this.decoder.forward(tgt, memory, decoderMasks);
  }

  /**
   * The mask that lets every step see itself and those before it: 0 there, −∞ elsewhere.
   *
   * @example
   * import { Transformer } from '@nn/nn';
   *
   * Transformer.generateSquareSubsequentMask(2).toArraySync(); // [[0, -Infinity], [0, 0]]
   */
  static generateSquareSubsequentMask(
    size: number,
    options: { readonly dtype?: DType; readonly device?: string } = {},
  ): Tensor {
    return full([size, size], -Infinity, options).triu(1);
  }

  private checkInputs(src: Tensor, tgt: Tensor): void {
    const refuse = (sentence: string): unknown => {
      const details = { shapes: [src.shape, tgt.shape], dModel: this.dModel };
      const error = new NnError('SHAPE', sentence, { op: 'Transformer', details });
      return this.locate(error, `got ${formatShape(src.shape)} and ${formatShape(tgt.shape)}`);
    };
    const batchAxis = this.batchFirst ? 0 : 1;
    if (src.ndim === 3 && src.shape[batchAxis] !== tgt.shape[batchAxis])
      throw refuse('the batch number of src and tgt must be equal');
    if (src.shape.at(-1) !== this.dModel || tgt.shape.at(-1) !== this.dModel) {
      throw refuse('the feature number of src and tgt must be equal to d_model');
    }
  }
}
