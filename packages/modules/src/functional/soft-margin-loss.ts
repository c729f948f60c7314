import { call, exp, log1p, sigmoid } from '@nn/core/expression';
import type { Tensor } from '@nn/tensor';
import { defineLoss, type Loss } from './define-loss.js';
import type { ReductionOptions } from './reduction.js';

/** −log σ(y x) = log(1 + e^−|y x|) − min(y x, 0). */
const softMargin: Loss<readonly []> = /* @__PURE__ */ defineLoss({
  name: 'softMarginLoss',
  refuses: ['log_sigmoid_cpu', 'integer', 'bool'],
  value: (x, y) => {
    const z = x.mul(y);
    return call(log1p, call(exp, z.abs().neg())).sub(z.min(0));
  },
  toInput: (dy, c, x, y) =>
    dy
      .mul(c)
      .mul(y.neg())
      .mul(call(sigmoid, x.mul(y).neg())),
  toTarget: (dy, c, x, y) =>
    dy
      .mul(c)
      .mul(x.neg())
      .mul(call(sigmoid, x.mul(y).neg())),
  curvature: (x, y) => {
    const z = x.mul(y);
    const missed = z.neg().sigmoid();
    const bend = z.sigmoid().mul(missed);
    return [y.square().mul(bend), z.mul(bend).sub(missed), x.square().mul(bend)];
  },
});

/**
 * log(1 + e^(−y x)), with y of 1 and −1, reduced. Shapes broadcast.
 *
 * @throws NnError 'SHAPE', 'OPTION'
 * @example
 * import { softMarginLoss, tensor } from '@nn/nn';
 *
 * softMarginLoss(tensor([0, 1000]), tensor([1, 1]), { reduction: 'sum' }).itemSync(); // 0.6931471824645996
 */
export function softMarginLoss(input: Tensor, target: Tensor, options: ReductionOptions = {}): Tensor {
  return softMargin(input, target, options.reduction);
}
