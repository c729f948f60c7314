import { dtypes, formatShape, NnError, sameShape } from '@nn/core';
import { call, log, log1p } from '@nn/core/expression';
import type { Tensor } from '@nn/tensor';
import { defineLoss, type Loss } from './define-loss.js';
import { reduce, type ReductionOptions } from './reduction.js';

export interface BinaryCrossEntropyOptions extends ReductionOptions {
  /** A factor for every element; broadcasts to the input. */
  readonly weight?: Tensor | null;
}

/** Logarithms are bounded below, so that a sure mistake costs 100 and not all. */
const lowest = -100;

/** The slope by x is bounded too. */
const narrowest = 1e-12;

const bce: Loss<readonly []> = /* @__PURE__ */ defineLoss({
  name: 'binaryCrossEntropy',
  value: (x, y) => {
    const missed = y.sub(1).mul(call(log1p, x.neg()).max(lowest));
    return missed.sub(y.mul(call(log, x).max(lowest)));
  },
  toInput: (dy, c, x, y) => dy.mul(c).mul(x.sub(y)).div(x.constant(1).sub(x).mul(x).max(narrowest)),
  toTarget: (dy, c, x) => dy.mul(c).mul(call(log1p, x.neg()).sub(call(log, x))),
  curvature: (x, y) => {
    const spread = x.neg().add(1).mul(x).clamp(narrowest);
    const bend = x.square().sub(x.mul(y).mul(2)).add(y);
    return [bend.div(spread.square()), spread.reciprocal().neg(), 0];
  },
});

/**
 * −(y log x + (1 − y) log(1 − x)) of probabilities x, reduced; logarithms are never below −100.
 *
 * @param input probabilities
 * @param target of the same shape, from 0 to 1
 * @throws NnError 'SHAPE', 'DTYPE', 'VALUE' for an input outside 0 to 1 (where that can be seen at once), 'OPTION'
 * @example
 * import { binaryCrossEntropy, tensor } from '@nn/nn';
 *
 * binaryCrossEntropy(tensor([0.5, 1]), tensor([1, 1]), { reduction: 'sum' }).itemSync(); // 0.6931471824645996
 */
export function binaryCrossEntropy(input: Tensor, target: Tensor, options: BinaryCrossEntropyOptions = {}): Tensor {
  const { weight = null, reduction } = options;
  if (!sameShape(input.shape, target.shape)) {
    const sentence = `Using a target size (${formatShape(target.shape)}) that is different to the input size (${formatShape(input.shape)}) is deprecated. Please ensure they have the same size.`;
    throw new NnError('SHAPE', sentence, {
      op: 'binaryCrossEntropy',
      details: { input: input.shape, target: target.shape },
    });
  }
  checkDType(input, target);
  checkProbabilities(input);
  if (weight === null) return bce(input, target, reduction);
  return reduce(bce(input, target, 'none').mul(weight), reduction, 'binaryCrossEntropy');
}

function checkDType(input: Tensor, target: Tensor): void {
  if (input.isFloatingPoint() && input.dtype === target.dtype) return;
  const [found, expected] = [dtypes[target.dtype].torchName, dtypes[input.dtype].torchName];
  throw new NnError('DTYPE', `Found dtype ${found} but expected ${expected}`, {
    op: 'binaryCrossEntropy',
    details: { input: input.dtype, target: target.dtype },
    advice: 'Both are floats of one dtype.',
  });
}

function checkProbabilities(input: Tensor): void {
  if (!input.storage.backend.capabilities.syncRead || input.numel() === 0) return;
  const x = input.detach();
  if (x.ge(0).logicalAnd(x.le(1)).all().itemSync() === 1) return;
  throw new NnError('VALUE', 'all elements of input should be between 0 and 1', {
    op: 'binaryCrossEntropy',
    advice: 'Of logits, use binaryCrossEntropyWithLogits.',
  });
}
