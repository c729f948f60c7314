import { call, exp, log } from '@nn/core/expression';
import type { Tensor } from '@nn/tensor';
import { defineLoss, type Loss } from './define-loss.js';
import type { Reduction } from './reduction.js';

/** y (log y − x), and 0 − y x where y is 0. */
const ofProbabilities: Loss<readonly []> = /* @__PURE__ */ defineLoss({
  name: 'klDiv',
  result: 'float',
  value: (x, y) =>
    y
      .eq(0)
      .select(y, y.mul(call(log, y)))
      .sub(y.mul(x)),
  toInput: (dy, c, _, y) => y.neg().mul(dy).mul(c),
  toTarget: (dy, c, x, y) => call(log, y).add(1).sub(x).mul(dy).mul(c),
  curvature: (_, y) => [0, -1, y.reciprocal()],
});

/** e^y (y − x). */
const ofLogarithms: Loss<readonly []> = /* @__PURE__ */ defineLoss({
  name: 'klDiv',
  result: 'float',
  value: (x, y) => call(exp, y).mul(y.sub(x)),
  toInput: (dy, c, _, y) => call(exp, y).neg().mul(dy).mul(c),
  toTarget: (dy, c, x, y) => call(exp, y).mul(y.sub(x).add(1)).mul(dy).mul(c),
  curvature: (x, y) => {
    const p = y.exp();
    return [0, p.neg(), p.mul(y.sub(x).add(2))];
  },
});

export interface KlDivOptions {
  /** `'batchmean'` divides the sum by the size of the first axis, as the mathematics does. @default 'mean' */
  readonly reduction?: Reduction | 'batchmean';
  /** The target holds logarithms too. @default false */
  readonly logTarget?: boolean;
}

/**
 * Kullback-Leibler divergence, element by element: y (log y − x), where x are logarithms of probabilities, and 0 where y is 0. Shapes broadcast.
 *
 * @throws NnError 'SHAPE', 'OPTION'
 * @example
 * import { klDiv, tensor } from '@nn/nn';
 *
 * klDiv(tensor([[0, 0]]), tensor([[1, 0]]), { reduction: 'batchmean' }).itemSync(); // 0
 */
export function klDiv(input: Tensor, target: Tensor, options: KlDivOptions = {}): Tensor {
  const { reduction = 'mean', logTarget = false } = options;
  const loss = logTarget ? ofLogarithms : ofProbabilities;
  if (reduction !== 'batchmean') return loss(input, target, reduction);
  const total = loss(input, target, 'sum');
  return input.ndim === 0 ? total : total.div(input.shape[0]!);
}
