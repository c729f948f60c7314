import { call, exp, log } from '@nn/core/expression';
import type { Tensor } from '@nn/tensor';
import { defineLoss, type Loss } from './define-loss.js';
import { reduce, type Reduction, type ReductionOptions } from './reduction.js';

/** eˣ − y x, for log rates. */
const ofLogRates: Loss<readonly []> = /* @__PURE__ */ defineLoss({
  name: 'poissonNllLoss',
  result: 'float',
  value: (x, y) => call(exp, x).sub(y.mul(x)),
  toInput: (dy, c, x, y) => call(exp, x).sub(y).mul(dy).mul(c),
  toTarget: (dy, c, x) => x.neg().mul(dy).mul(c),
  curvature: (x) => [x.exp(), -1, 0],
});

/** x − y log(x + eps), for rates. */
const ofRates = /* @__PURE__ */ defineLoss<readonly [eps: number]>({
  name: 'poissonNllLoss',
  parameters: 1,
  result: 'float',
  value: (x, y, eps) => x.sub(y.mul(call(log, x.add(eps)))),
  toInput: (dy, c, x, y, eps) =>
    x
      .constant(1)
      .sub(y.div(x.add(eps)))
      .mul(dy)
      .mul(c),
  toTarget: (dy, c, x, _, eps) => call(log, x.add(eps)).neg().mul(dy).mul(c),
  curvature: (x, y, eps) => {
    const share = x.add(eps).reciprocal();
    return [y.mul(share.square()), share.neg(), 0];
  },
});

export interface PoissonNllLossOptions extends ReductionOptions {
  /** The input is the logarithm of the rate. @default true */
  readonly logInput?: boolean;
  /** Add Stirling's term for the target's factorial. @default false */
  readonly full?: boolean;
  /** Added to a rate before its logarithm is taken. @default 1e-8 */
  readonly eps?: number;
}

/**
 * Negative log likelihood of counts under a Poisson law: eˣ − y x of log rates, or x − y log(x + eps) of rates. Shapes broadcast.
 *
 * @throws NnError 'SHAPE', 'OPTION'
 * @example
 * import { poissonNllLoss, tensor } from '@nn/nn';
 *
 * poissonNllLoss(tensor([0, 0]), tensor([1, 2])).itemSync(); // 1
 */
export function poissonNllLoss(input: Tensor, target: Tensor, options: PoissonNllLossOptions = {}): Tensor {
  const { logInput = true, full = false, eps = 1e-8, reduction } = options;
  const loss = (how: Reduction | undefined): Tensor =>
    logInput ? ofLogRates(input, target, how) : ofRates(input, target, how, eps);
  return full ? reduce(loss('none').add(stirling(target)), reduction, 'poissonNllLoss') : loss(reduction);
}

/** y log y − y + log(2πy) / 2 above 1, else 0. */
function stirling(target: Tensor): Tensor {
  const small = target.le(1);
  const y = target.maskedFill(small, 1);
  const half = y
    .mul(2 * Math.PI)
    .log()
    .mul(0.5);
  return y.mul(y.log()).sub(y).add(half).maskedFill(small, 0);
}
