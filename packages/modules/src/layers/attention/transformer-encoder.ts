import type { Tensor } from '@nn/tensor';
import { checkSize } from '../../check.js';
import { ModuleList } from '../../containers/module-list.js';
import type { Layer } from '../../containers/sequential.js';
import { Module } from '../../module.js';
import type { EncoderLayerMasks } from './transformer-encoder-layer.js';

/** What an encoder can be made of: `TransformerEncoderLayer`, or a layer of one's own. */
export interface EncoderLayer extends Module {
  forward(src: Tensor, masks?: EncoderLayerMasks): Tensor;
}

/** Masks of an encoder; true forbids. */
export interface EncoderMasks {
  /** `[S, S]` or `[N · heads, S, S]`. */
  readonly mask?: Tensor | null;
  /** `[N, S]`. */
  readonly srcKeyPaddingMask?: Tensor | null;
  /** Every step sees itself and those before it only. @default false */
  readonly isCausal?: boolean;
}

export interface NormOption {
  /** Applied behind the last layer. @default none */
  readonly norm?: Layer | null;
}

/**
 * Copies of an encoder layer, one after the other. They begin with the same weights, as in PyTorch: draw them anew where that matters.
 *
 * @param layer is copied, and not used itself
 * @throws NnError 'OPTION', 'SHAPE' as `MultiheadAttention`
 * @example
 * import { rand, TransformerEncoder, TransformerEncoderLayer } from '@nn/nn';
 *
 * const encoder = new TransformerEncoder(new TransformerEncoderLayer(8, 2, { dimFeedforward: 16 }), 2);
 * encoder.forward(rand([5, 3, 8]), { isCausal: true }).shape; // [5, 3, 8]
 */
export class TransformerEncoder<L extends EncoderLayer = EncoderLayer> extends Module {
  static override readonly logicalName: string = 'TransformerEncoder';
  static override readonly name: string = 'TransformerEncoder';

  readonly layers: ModuleList<L>;
  readonly norm: Layer | null;

  constructor(layer: L, numLayers: number, options: NormOption = {}) {
    super();
    this.layers = copiesOf(layer, checkSize(numLayers, 'numLayers', 'TransformerEncoder'));
    this.norm = options.norm ?? null;
  }

  override stacks(): readonly string[] {
    return ['layers'];
  }

  override forward(src: Tensor, masks: EncoderMasks = {}): Tensor {
    const { mask = null, srcKeyPaddingMask = null, isCausal = false } = masks;
    let x = src;
    for (const layer of this.layers) x = layer.forward(x, { srcMask: mask, srcKeyPaddingMask, isCausal });
    return this.norm === null ? x : this.norm.forward(x);
  }
}

/** @internal */
export function copiesOf<M extends Module>(module: M, count: number): ModuleList<M> {
  return new ModuleList(Array.from({ length: count }, () => module.clone()));
}
