import { logSigmoid, type Tensor } from '@nn/tensor';
import { reduce, type ReductionOptions } from './reduction.js';

export interface MultilabelSoftMarginLossOptions extends ReductionOptions {
  /** A weight for every class; broadcasts to the input. */
  readonly weight?: Tensor | null;
}

/**
 * The mean over the classes of −(y log σ(x) + (1 − y) log σ(−x)), reduced over the rest.
 *
 * @param input logits, shape `[…, C]`
 * @param target from 0 to 1, of the same shape
 * @throws NnError 'SHAPE', 'OPTION'
 * @example
 * import { multilabelSoftMarginLoss, tensor } from '@nn/nn';
 *
 * multilabelSoftMarginLoss(tensor([[0, 0]]), tensor([[1, 0]])).itemSync(); // 0.6931471824645996
 */
export function multilabelSoftMarginLoss(
  input: Tensor,
  target: Tensor,
  options: MultilabelSoftMarginLossOptions = {},
): Tensor {
  const { weight = null, reduction } = options;
  const hit = target.mul(logSigmoid(input));
  const losses = hit.add(target.neg().add(1).mul(logSigmoid(input.neg()))).neg();
  const weighted = weight === null ? losses : losses.mul(weight);
  return reduce(weighted.sum(-1).div(input.size(-1)), reduction, 'multilabelSoftMarginLoss');
}
