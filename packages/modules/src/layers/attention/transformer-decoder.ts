import type { Tensor } from '@nn/tensor';
import { checkSize } from '../../check.js';
import type { ModuleList } from '../../containers/module-list.js';
import type { Layer } from '../../containers/sequential.js';
import { Module } from '../../module.js';
import type { DecoderMasks } from './transformer-decoder-layer.js';
import { copiesOf, type NormOption } from './transformer-encoder.js';

/** What a decoder can be made of: `TransformerDecoderLayer`, or a layer of one's own. */
export interface DecoderLayer extends Module {
  forward(tgt: Tensor, memory: Tensor, masks?: DecoderMasks): Tensor;
}

/**
 * Copies of a decoder layer, one after the other. They begin with the same weights, as in PyTorch: draw them anew where that matters.
 *
 * @param layer is copied, and not used itself
 * @throws NnError 'OPTION', 'SHAPE' as `MultiheadAttention`
 * @example
 * import { rand, TransformerDecoder, TransformerDecoderLayer } from '@nn/nn';
 *
 * const decoder = new TransformerDecoder(new TransformerDecoderLayer(8, 2, { dimFeedforward: 16 }), 2);
 * decoder.forward(rand([4, 3, 8]), rand([5, 3, 8])).shape; // [4, 3, 8]
 */
export class TransformerDecoder<L extends DecoderLayer = DecoderLayer> extends Module {
  static override readonly logicalName: string = 'TransformerDecoder';
  static override readonly name: string = 'TransformerDecoder';

  readonly layers: ModuleList<L>;
  readonly norm: Layer | null;

  constructor(layer: L, numLayers: number, options: NormOption = {}) {
    super();
    this.layers = copiesOf(layer, checkSize(numLayers, 'numLayers', 'TransformerDecoder'));
    this.norm = options.norm ?? null;
  }

  override stacks(): readonly string[] {
    return ['layers'];
  }

  override forward(tgt: Tensor, memory: Tensor, masks: DecoderMasks = {}): Tensor {
    let x = tgt;
    for (const layer of this.layers) x = layer.forward(x, memory, masks);
    return this.norm === null ? x : this.norm.forward(x);
  }
}
