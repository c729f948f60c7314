import { type DType, type ParamSpecs } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { checkChoice, checkSize } from '../../check.js';
import { checkPaddingIdx } from '../../functional/check-indices.js';
import { type BagMode, embeddingBag } from '../../functional/embedding-bag.js';
import type { EmbeddingOptions } from '../../functional/embedding.js';
import { initializeByDefault } from '../../initialize-by-default.js';
import { Module } from '../../module.js';
import { Parameter } from '../../parameter.js';
import type { Repr } from '../../print-module.js';
import { checkPretrained, type PretrainedOptions, shownOptions, without } from './embedding.js';
import { drawTable, tableSpec } from './table.js';

export interface EmbeddingBagLayerOptions extends EmbeddingOptions {
  /** How a bag becomes one row. @default 'mean' */
  readonly mode?: BagMode;
  /** The last offset is the end of the last bag. @default false */
  readonly includeLastOffset?: boolean;
  /** @default 'float32' */
  readonly dtype?: DType;
  /** @default the default device */
  readonly device?: string;
}

/** What comes with a call. */
export interface BagInputs {
  /** Where every bag begins in a vector of row numbers. */
  readonly offsets?: Tensor | null;
  /** A factor for every row number; with `mode: 'sum'` only. */
  readonly perSampleWeights?: Tensor | null;
}

/**
 * Sums, means or maxima of learned rows, bag by bag. Shapes: x `[B, N]`, or a vector with `offsets`; y `[B, embeddingDim]`.
 *
 * Default initialization is PyTorch's: standard normal, then the row of `paddingIdx` zero; that row counts for nothing.
 *
 * @throws NnError 'INDEX' for a row that is not there, 'OPTION', 'SHAPE'
 * @example
 * import { EmbeddingBag, tensor } from '@nn/nn';
 *
 * const bags = new EmbeddingBag(10, 3, { mode: 'sum' });
 * bags.forward(tensor([1n, 2n, 4n]), { offsets: tensor([0n, 2n]) }).shape; // [2, 3]
 */
export class EmbeddingBag extends Module {
  static override readonly logicalName: string = 'EmbeddingBag';
  static override readonly name: string = 'EmbeddingBag';

  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly paddingIdx: number | null;
  readonly maxNorm: number | null;
  readonly normType: number;
  readonly scaleGradByFreq: boolean;
  readonly mode: BagMode;
  readonly includeLastOffset: boolean;
  readonly weight: Parameter;

  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingBagLayerOptions = {}) {
    super();
    const { paddingIdx, maxNorm = null, normType = 2, scaleGradByFreq = false, ...rest } = options;
    const { mode = 'mean', includeLastOffset = false, ...placement } = rest;
    this.numEmbeddings = checkSize(numEmbeddings, 'numEmbeddings', 'EmbeddingBag');
    this.embeddingDim = checkSize(embeddingDim, 'embeddingDim', 'EmbeddingBag');
    this.paddingIdx = checkPaddingIdx(paddingIdx, numEmbeddings, 'EmbeddingBag');
    this.maxNorm = maxNorm;
    this.normType = normType;
    this.scaleGradByFreq = scaleGradByFreq;
    this.mode = checkChoice(mode, ['sum', 'mean', 'max'], 'EmbeddingBag', 'mode has to be one of sum, mean or max');
    this.includeLastOffset = includeLastOffset;
    this.weight = Parameter.empty([numEmbeddings, embeddingDim], placement);
    initializeByDefault(this, EmbeddingBag);
  }

  /**
   * A layer on a table that is there already, sharing its memory. Nothing is drawn.
   *
   * @param table shape `[rows, size]`
   * @throws NnError 'SHAPE' for another number of axes
   * @example
   * import { EmbeddingBag, tensor } from '@nn/nn';
   *
   * const bags = EmbeddingBag.fromPretrained(tensor([[1, 2], [3, 4]]));
   * bags.forward(tensor([[0n, 1n]])).toArraySync(); // [[2, 3]]
   */
  static fromPretrained(
    table: Tensor,
    options: PretrainedOptions & Pick<EmbeddingBagLayerOptions, 'mode' | 'includeLastOffset'> = {},
  ): EmbeddingBag {
    const { freeze = true, ...rest } = options;
    const [rows, size] = checkPretrained(table, 'EmbeddingBag');
    const layer = new EmbeddingBag(0, size, without(rest));
    Object.assign(layer, {
      numEmbeddings: rows,
      paddingIdx: checkPaddingIdx(rest.paddingIdx, rows, 'EmbeddingBag'),
      weight: new Parameter(table, { requiresGrad: !freeze }),
    });
    return layer;
  }

  /** PyTorch's default. */
  resetParameters(): void {
    drawTable(this.weight, this.paddingIdx);
  }

  override paramSpecs(): ParamSpecs {
    return { weight: tableSpec(this.paddingIdx) };
  }

  override forward(x: Tensor, inputs: BagInputs = {}): Tensor {
    const { paddingIdx, maxNorm, normType, scaleGradByFreq, mode, includeLastOffset } = this;
    const options = { paddingIdx, maxNorm, normType, scaleGradByFreq, mode, includeLastOffset, ...inputs };
    try {
      return embeddingBag(x, this.weight, options);
    } catch (error) {
      throw this.locate(error);
    }
  }

  override extraRepr(): Repr {
    const { maxNorm, normType, scaleGradByFreq } = this;
    const shown = shownOptions({ maxNorm, normType, scaleGradByFreq, paddingIdx: null });
    const padding = this.paddingIdx === null ? [] : [`paddingIdx=${this.paddingIdx}`];
    return [`${this.numEmbeddings}, ${this.embeddingDim}`, ...shown, `mode=${this.mode}`, ...padding].join(', ');
  }
}
