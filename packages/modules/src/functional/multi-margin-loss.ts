import { dtypes, formatShape, NnError, sameShape } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import type { MarginOptions } from './hinge-embedding-loss.js';
import { reduce } from './reduction.js';

export interface MultiMarginLossOptions extends MarginOptions {
  /** 1 or 2: the power of the margins. @default 1 */
  readonly p?: number;
  /** A weight for every class, shape `[C]`. */
  readonly weight?: Tensor | null;
}

/**
 * Σ over the wrong classes i of max(0, margin − x[y] + x[i])ᵖ / C, times the weight of y, reduced.
 *
 * @param input scores, shape `[N, C]` or `[C]`
 * @param target class numbers (int64 or int32), shape `[N]` or `[]`
 * @param options `margin` is 1 unless told otherwise
 * @throws NnError 'SHAPE', 'DTYPE', 'INDEX' for a class that is not there, 'OPTION'
 * @example
 * import { multiMarginLoss, tensor } from '@nn/nn';
 *
 * multiMarginLoss(tensor([[0.5, 0]]), tensor([0n])).itemSync(); // 0.25
 */
export function multiMarginLoss(input: Tensor, target: Tensor, options: MultiMarginLossOptions = {}): Tensor {
  const { p = 1, margin = 1, weight = null, reduction } = options;
  checkPower(p);
  checkInputs(input, target, weight);
  const classes = input.shape.at(-1)!;
  const scores = input.reshape([-1, classes]);
  const right = target.reshape([-1, 1]);
  const margins = scores
    .sub(atClass(scores, right, classes))
    .add(margin)
    .clamp(0)
    .scatter(1, right, 0);
  const powers = p === 1 ? margins : margins.mul(margins);
  const weighted = weight === null ? powers : powers.mul(weight.gather(0, right.reshape([-1])).unsqueeze(1));
  const losses = weighted.sum(1).div(classes);
  return reduce(target.ndim === 0 ? losses.squeeze(0) : losses, reduction, 'multiMarginLoss');
}

/** @internal */
export function checkPower(p: number): number {
  if (p === 1 || p === 2) return p;
  throw new NnError('OPTION', 'only p == 1 and p == 2 supported', { op: 'multiMarginLoss', details: { p } });
}

/** The score of every right class. */
function atClass(scores: Tensor, right: Tensor, classes: number): Tensor {
  try {
    return scores.gather(1, right);
  } catch (error) {
    if (!(error instanceof NnError) || error.code !== 'INDEX') throw error;
    throw new NnError('INDEX', 'target out of range', {
      op: 'multiMarginLoss',
      details: error.details,
      advice: `There are ${classes} classes, counted from 0.`,
    });
  }
}

function checkInputs(input: Tensor, target: Tensor, weight: Tensor | null): void {
  const details = { input: input.shape, target: target.shape };
  const refuse = (code: 'SHAPE' | 'DTYPE', sentence: string): never => {
    throw new NnError(code, sentence, { op: 'multiMarginLoss', details });
  };
  if ((input.ndim !== 1 && input.ndim !== 2) || input.shape.at(-1) === 0) {
    refuse(
      'SHAPE',
      `Expected non-empty vector or matrix with optional 0-dim batch size, but got: ${formatShape(input.shape)}`,
    );
  }
  const rows = input.ndim === 1 ? 1 : input.shape[0]!;
  if (target.ndim > 1 || target.numel() !== rows || (target.ndim === 0 && input.ndim === 2)) {
    refuse('SHAPE', `inconsistent target size, got: ${formatShape(target.shape)}`);
  }
  if (target.dtype !== 'int64' && target.dtype !== 'int32') {
    refuse('DTYPE', `expected scalar type Long but found ${dtypes[target.dtype].torchName}`);
  }
  if (weight !== null && weight.ndim !== 1) refuse('SHAPE', 'weight must be one-dimensional');
  if (weight !== null && !sameShape(weight.shape, [input.shape.at(-1)!])) {
    refuse('SHAPE', `inconsistent weight size, got: ${formatShape(weight.shape)}`);
  }
}
