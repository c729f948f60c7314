import type { DType } from '@nn/core';
import { checkProbability, checkSize } from '../../check.js';
import type { TransformerActivation } from './activation-of.js';

export interface TransformerLayerOptions {
  /** Features between the two linear maps. @default 2048 */
  readonly dimFeedforward?: number;
  /** Probability of every dropout, while training. @default 0.1 */
  readonly dropout?: number;
  /** @default 'relu' */
  readonly activation?: TransformerActivation;
  /** @default 1e-5 */
  readonly layerNormEps?: number;
  /** Sequences are `[batch, time, features]`, not `[time, batch, features]`. @default false */
  readonly batchFirst?: boolean;
  /** Normalize in front of every part, not behind. @default false */
  readonly normFirst?: boolean;
  /** Learn additive biases, of linear maps and norms. @default true */
  readonly bias?: boolean;
  /** @default 'float32' */
  readonly dtype?: DType;
  /** @default the default device */
  readonly device?: string;
}

/** @internal Options with their defaults, and where parameters go. */
export interface FilledOptions {
  readonly dimFeedforward: number;
  readonly dropout: number;
  readonly activation: TransformerActivation;
  readonly attention: { readonly dropout: number; readonly batchFirst: boolean; readonly bias: boolean };
  readonly norm: { readonly eps: number; readonly bias: boolean };
  readonly linear: { readonly bias: boolean };
}

/** @internal */
export function fillOptions(options: TransformerLayerOptions, op: string): FilledOptions {
  const {
    dimFeedforward = 2048,
    dropout = 0.1,
    activation = 'relu',
    layerNormEps = 1e-5,
    batchFirst = false,
    bias = true,
  } = options;
  const placement = {
    ...(options.dtype && { dtype: options.dtype }),
    ...(options.device && { device: options.device }),
  };
  return {
    dimFeedforward: checkSize(dimFeedforward, 'dimFeedforward', op),
    dropout: checkProbability(dropout, op),
    activation,
    attention: { dropout, batchFirst, bias, ...placement },
    norm: { eps: layerNormEps, bias, ...placement },
    linear: { bias, ...placement },
  };
}
