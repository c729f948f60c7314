import { call, tanh } from '@nn/core/expression';
import { type Curve, defineCurve } from './slope.js';

/**
 * x − tanh(x). Integers give float32.
 *
 * @throws NnError 'DTYPE' for booleans
 * @example
 * import { tanhshrink, tensor } from '@nn/nn';
 *
 * tanhshrink(tensor([0, 100])).toArraySync(); // [0, 99]
 */
export const tanhshrink: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'tanhshrink',
  gradName: 'SubBackward0',
  result: 'float',
  refuses: ['tanhshrink_cpu', 'bool'],
  expression: (x) => x.sub(call(tanh, x)),
  derivative: (dy, x) => {
    const t = call(tanh, x);
    return dy.mul(t.mul(t));
  },
  curvature: (x) => {
    const t = x.tanh();
    return t.mul(t.square().neg().add(1)).mul(2);
  },
});
