import { formatShape, NnError, sameShape } from '@nn/core';
import { call, exp, log1p, sigmoid } from '@nn/core/expression';
import { logSigmoid, type Tensor } from '@nn/tensor';
import type { BinaryCrossEntropyOptions } from './binary-cross-entropy.js';
import { defineLoss, type Loss } from './define-loss.js';
import { reduce } from './reduction.js';

export interface BinaryCrossEntropyWithLogitsOptions extends BinaryCrossEntropyOptions {
  /** A factor for the positive part; broadcasts to the input: one for every class. */
  readonly posWeight?: Tensor | null;
}

/** (1 − y) x − log σ(x), where −log σ(x) = log(1 + e^−|x|) − min(x, 0). */
const bceWithLogits: Loss<readonly []> = /* @__PURE__ */ defineLoss({
  name: 'binaryCrossEntropyWithLogits',
  refuses: ['log_sigmoid_cpu', 'integer', 'bool'],
  value: (x, y) => {
    const certain = call(log1p, call(exp, x.abs().neg())).sub(x.min(0));
    return y.constant(1).sub(y).mul(x).add(certain);
  },
  toInput: (dy, c, x, y) => call(sigmoid, x).sub(y).mul(dy).mul(c),
  toTarget: (dy, c, x) => x.neg().mul(dy).mul(c),
  curvature: (x) => [x.sigmoid().mul(x.neg().sigmoid()), -1, 0],
});

/**
 * −(w y log σ(x) + (1 − y) log(1 − σ(x))) of logits x, reduced; exact for large logits too.
 *
 * @param target of the same shape, from 0 to 1
 * @throws NnError 'SHAPE', 'OPTION'
 * @example
 * import { binaryCrossEntropyWithLogits, tensor } from '@nn/nn';
 *
 * binaryCrossEntropyWithLogits(tensor([0, 1000]), tensor([1, 1])).itemSync(); // 0.3465735912322998
 */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  options: BinaryCrossEntropyWithLogitsOptions = {},
): Tensor {
  const { weight = null, posWeight = null, reduction } = options;
  if (!sameShape(input.shape, target.shape)) {
    const sentence = `Target size (${formatShape(target.shape)}) must be the same as input size (${formatShape(input.shape)})`;
    const details = { input: input.shape, target: target.shape };
    throw new NnError('SHAPE', sentence, { op: 'binaryCrossEntropyWithLogits', details });
  }
  if (weight === null && posWeight === null) return bceWithLogits(input, target, reduction);
  let losses = bceWithLogits(input, target, 'none');
  // What counts for the positive part is w log σ: so much of it is missing.
  if (posWeight !== null) losses = losses.sub(logSigmoid(input).mul(posWeight.sub(1)).mul(target));
  return reduce(weight === null ? losses : losses.mul(weight), reduction, 'binaryCrossEntropyWithLogits');
}
