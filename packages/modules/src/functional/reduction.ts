import { NnError } from '@nn/core';
import type { Tensor } from '@nn/tensor';

/** How a loss becomes one number: the mean, the sum, or not at all. */
export type Reduction = 'mean' | 'sum' | 'none';

export interface ReductionOptions {
  /** @default 'mean' */
  readonly reduction?: Reduction;
}

/** @internal */
export function checkReduction(reduction: Reduction, op: string): Reduction {
  if (reduction === 'mean' || reduction === 'sum' || reduction === 'none') return reduction;
  throw new NnError('OPTION', `${String(reduction)} is not a valid value for reduction`, {
    op,
    details: { reduction },
    advice: "Use 'mean', 'sum' or 'none'.",
  });
}

/** @internal */
export function reduce(loss: Tensor, reduction: Reduction = 'mean', op = 'loss'): Tensor {
  checkReduction(reduction, op);
  if (reduction === 'none') return loss;
  return reduction === 'sum' ? loss.sum() : loss.mean();
}
