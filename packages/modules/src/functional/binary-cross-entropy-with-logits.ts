import { formatShape, NnError, sameShape } from '@nn/core';
import { logSigmoid, type Tensor } from '@nn/tensor';
import type { BinaryCrossEntropyOptions } from './binary-cross-entropy.js';
import { reduce } from './reduction.js';

export interface BinaryCrossEntropyWithLogitsOptions extends BinaryCrossEntropyOptions {
  /** A factor for the positive part; broadcasts to the input: one for every class. */
  readonly posWeight?: Tensor | null;
}

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
  const missed = target.neg().add(1).mul(input);
  const certain = logSigmoid(input).neg();
  const losses = missed.add(posWeight === null ? certain : certain.mul(posWeight.sub(1).mul(target).add(1)));
  return reduce(weight === null ? losses : losses.mul(weight), reduction, 'binaryCrossEntropyWithLogits');
}
