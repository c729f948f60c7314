import { call, cos, sin } from '@nn/core/expression';
import type { Tensor } from '../../tensor.js';
import { exceptWhere } from './expressions.js';
import { type Curve, defineCurve } from './slope.js';

/**
 * sin(πx) / (πx); 1 at 0. Integers give float32.
 *
 * @example
 * import { sinc, tensor } from '@nn/nn';
 *
 * sinc(tensor([0, 0.5])).toArraySync(); // [1, 0.6366197466850281]
 */
export const sinc: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'sinc',
  result: 'float',
  expression: (x) => {
    const angle = x.mul(Math.PI);
    return x.eq(0).select(x.constant(1), call(sin, angle).div(angle));
  },
  derivative: (dy, x) => {
    const angle = x.mul(Math.PI);
    const slope = call(cos, angle).mul(angle).sub(call(sin, angle)).div(x.mul(angle));
    return exceptWhere(x.eq(0), dy.mul(slope));
  },
  curvature,
});

/** −π² sinc − 2/x · sinc′, that is −π²/3 at 0. */
function curvature(x: Tensor): Tensor {
  const angle = x.mul(Math.PI);
  const [s, c] = [angle.sin(), angle.cos()];
  const squared = angle.square();
  const value = s
    .mul(squared.neg().add(2))
    .sub(angle.mul(c).mul(2))
    .div(angle.mul(squared))
    .mul(Math.PI ** 2);
  return value.maskedFill(x.eq(0), -(Math.PI ** 2) / 3);
}
