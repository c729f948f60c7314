import { call, exp, type Expr, log1p, sigmoid, tanh } from '@nn/core/expression';
import { type Curve, defineCurve } from './slope.js';

/**
 * x · tanh(ln(1 + e^x)).
 *
 * @throws NnError 'DTYPE' for integers and booleans
 * @example
 * import { mish, tensor } from '@nn/nn';
 *
 * mish(tensor([0, 100])).toArraySync(); // [0, 100]
 */
export const mish: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'mish',
  refuses: ['mish_cpu', 'integer', 'bool'],
  expression: (x) => x.mul(gate(x)),
  derivative: (dy, x) => {
    const t = gate(x);
    const slope = x.mul(call(sigmoid, x)).mul(t.constant(1).sub(t.mul(t)));
    return dy.mul(t.add(slope));
  },
  curvature: (x) => {
    const s = x.sigmoid();
    const t = x.exp().log1p().tanh();
    const bend = x.mul(s.neg().add(1).sub(s.mul(t).mul(2))).add(2);
    return s.mul(t.square().neg().add(1)).mul(bend);
  },
});

function gate(x: Expr): Expr {
  return call(tanh, call(log1p, call(exp, x)));
}
