import { type DType, NnError, type ParamSpecs } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { checkSize } from '../../check.js';
import { checkPaddingIdx } from '../../functional/check-indices.js';
import { embedding, type EmbeddingOptions } from '../../functional/embedding.js';
import { initializeByDefault } from '../../initialize-by-default.js';
import { Module } from '../../module.js';
import { Parameter } from '../../parameter.js';
import { type Repr, shownIf } from '../../print-module.js';
import { drawTable, tableSpec } from './table.js';

export interface EmbeddingLayerOptions extends EmbeddingOptions {
  /** @default 'float32' */
  readonly dtype?: DType;
  /** @default the default device */
  readonly device?: string;
}

export interface PretrainedOptions extends EmbeddingOptions {
  /** The table does not learn. @default true */
  readonly freeze?: boolean;
}

/**
 * A table of learned rows, looked up by their numbers. Shapes: x any, of int64 or int32; y `[…x, embeddingDim]`.
 *
 * Default initialization is PyTorch's: standard normal, then the row of `paddingIdx` zero; that row gets no gradient.
 *
 * @throws NnError 'INDEX' for a row that is not there, 'OPTION' for a padding row that is not
 * @example
 * import { Embedding, tensor } from '@nn/nn';
 *
 * const table = new Embedding(10, 3, { paddingIdx: 0 });
 * table.forward(tensor([[1n, 2n], [4n, 0n]])).shape; // [2, 2, 3]
 * table.toString(); // Embedding(10, 3, paddingIdx=0)
 */
export class Embedding extends Module {
  static override readonly logicalName: string = 'Embedding';
  static override readonly name: string = 'Embedding';

  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly paddingIdx: number | null;
  readonly maxNorm: number | null;
  readonly normType: number;
  readonly scaleGradByFreq: boolean;
  readonly weight: Parameter;

  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingLayerOptions = {}) {
    super();
    const { paddingIdx, maxNorm = null, normType = 2, scaleGradByFreq = false, ...placement } = options;
    this.numEmbeddings = checkSize(numEmbeddings, 'numEmbeddings', 'Embedding');
    this.embeddingDim = checkSize(embeddingDim, 'embeddingDim', 'Embedding');
    this.paddingIdx = checkPaddingIdx(paddingIdx, numEmbeddings, 'Embedding');
    this.maxNorm = maxNorm;
    this.normType = normType;
    this.scaleGradByFreq = scaleGradByFreq;
    this.weight = Parameter.empty([numEmbeddings, embeddingDim], placement);
    initializeByDefault(this, Embedding);
  }

  /**
   * A layer on a table that is there already, sharing its memory. Nothing is drawn.
   *
   * @param table shape `[rows, size]`
   * @throws NnError 'SHAPE' for another number of axes
   * @example
   * import { Embedding, tensor } from '@nn/nn';
   *
   * const table = Embedding.fromPretrained(tensor([[1, 2], [3, 4]]));
   * table.forward(tensor([1n])).toArraySync(); // [[3, 4]]
   */
  static fromPretrained(table: Tensor, options: PretrainedOptions = {}): Embedding {
    const { freeze = true, ...rest } = options;
    const [rows, size] = checkPretrained(table, 'Embedding');
    const layer = new Embedding(0, size, without(rest));
    Object.assign(layer, {
      numEmbeddings: rows,
      paddingIdx: checkPaddingIdx(rest.paddingIdx, rows, 'Embedding'),
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

  override forward(x: Tensor): Tensor {
    try {
      return embedding(x, this.weight, this);
    } catch (error) {
      throw this.locate(error);
    }
  }

  override extraRepr(): Repr {
    return [`${this.numEmbeddings}, ${this.embeddingDim}`, ...shownOptions(this)].join(', ');
  }
}

/** @internal The options that PyTorch shows where they are not its defaults. */
export function shownOptions(options: Required<EmbeddingOptions>): string[] {
  const { paddingIdx, maxNorm, normType, scaleGradByFreq } = options;
  const shown = {
    ...(paddingIdx === null ? {} : { paddingIdx }),
    ...(maxNorm === null ? {} : { maxNorm }),
    ...(normType === 2 ? {} : { normType }),
    ...shownIf('scaleGradByFreq', scaleGradByFreq),
  };
  return Object.entries(shown).map(([name, value]) => `${name}=${String(value)}`);
}

/** @internal */
export function checkPretrained(table: Tensor, op: string): readonly [rows: number, size: number] {
  if (table.ndim === 2) return table.shape as unknown as readonly [number, number];
  throw new NnError('SHAPE', 'Embeddings parameter is expected to be 2-dimensional', {
    op,
    details: { shape: table.shape },
  });
}

/** @internal Options for a layer that has no rows yet. */
export function without<O extends EmbeddingOptions>(options: O): Omit<O, 'paddingIdx'> {
  const { paddingIdx: _, ...rest } = options;
  return rest;
}
