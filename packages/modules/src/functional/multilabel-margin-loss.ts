import { dtypes, formatShape, NnError, sameShape } from '@nn/core';
import { type Tensor, zeros } from '@nn/tensor';
import { reduce, type ReductionOptions } from './reduction.js';

/**
 * Σ over right classes j and wrong classes i of max(0, 1 − x[j] + x[i]) / C, reduced.
 *
 * @param input scores, shape `[N, C]` or `[C]`
 * @param target class numbers (int64 or int32) of the same shape; −1 ends a row's list, what follows counts for nothing
 * @throws NnError 'SHAPE', 'DTYPE', 'INDEX' for a class that is not there, 'OPTION'
 * @example
 * import { multilabelMarginLoss, tensor } from '@nn/nn';
 *
 * multilabelMarginLoss(tensor([[0.1, 0.2, 0.4, 0.8]]), tensor([[3n, 0n, -1n, 1n]])).itemSync(); // 0.85
 */
export function multilabelMarginLoss(input: Tensor, target: Tensor, options: ReductionOptions = {}): Tensor {
  checkTarget(input, target);
  const classes = input.shape.at(-1)!;
  const scores = input.reshape([-1, classes]);
  const labels = target.reshape([-1, classes]);
  const listed = labels.lt(0).to('int64').cumsum(1).eq(0);
  const numbers = labels.maskedFill(listed.logicalNot(), 0);
  const marks = listed.to(input.dtype);
  const right = zeros(scores.shape, { dtype: input.dtype, device: input.device }).scatterAdd(1, numbers, marks).gt(0);
  const margins = scores.unsqueeze(1).sub(scores.gather(1, numbers).unsqueeze(2)).add(1).clamp(0);
  const counted = listed.unsqueeze(2).logicalAnd(right.logicalNot().unsqueeze(1));
  const losses = margins.mul(counted.to(input.dtype)).sum([1, 2]).div(classes);
  return reduce(input.ndim === 1 ? losses.squeeze(0) : losses, options.reduction, 'multilabelMarginLoss');
}

function checkTarget(input: Tensor, target: Tensor): void {
  const details = { input: input.shape, target: target.shape };
  const refuse = (code: 'SHAPE' | 'DTYPE' | 'INDEX', sentence: string): never => {
    throw new NnError(code, sentence, { op: 'multilabelMarginLoss', details });
  };
  if ((input.ndim !== 1 && input.ndim !== 2) || input.shape.at(-1) === 0) {
    refuse(
      'SHAPE',
      `Expected non-empty vector or matrix with optional 0-dim batch size, but got: ${formatShape(input.shape)}`,
    );
  }
  if (!sameShape(input.shape, target.shape))
    refuse('SHAPE', `inconsistent size ${formatShape(target.shape)} for argument #2 'target'`);
  if (target.dtype !== 'int64' && target.dtype !== 'int32') {
    refuse('DTYPE', `expected scalar type Long but found ${dtypes[target.dtype].torchName}`);
  }
  if (!target.storage.backend.capabilities.syncRead || target.numel() === 0) return;
  const classes = input.shape.at(-1)!;
  if (target.lt(-1).logicalOr(target.ge(classes)).any().itemSync() !== 0)
    refuse('INDEX', "argument #2 'target' is out of range");
}
