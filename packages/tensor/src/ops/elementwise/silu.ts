import { call, sigmoid } from '@nn/core/expression';
import { type Curve, defineCurve } from './slope.js';

/**
 * x · sigmoid(x), also called swish.
 *
 * @throws NnError 'DTYPE' for integers and booleans
 * @example
 * import { silu, tensor } from '@nn/nn';
 *
 * silu(tensor([0, 1])).toArraySync(); // [0, 0.7310585975646973]
 */
export const silu: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'silu',
  refuses: ['silu_cpu', 'integer', 'bool'],
  expression: (x) => x.mul(call(sigmoid, x)),
  derivative: (dy, x) => {
    const s = call(sigmoid, x);
    return dy.mul(s.mul(x.mul(s.constant(1).sub(s)).add(1)));
  },
  curvature: (x) => {
    const s = x.sigmoid();
    const rest = s.neg().add(1);
    return s.mul(rest).mul(x.mul(rest.sub(s)).add(2));
  },
});
