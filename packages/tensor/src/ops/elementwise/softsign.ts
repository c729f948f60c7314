import { type Curve, defineCurve } from './slope.js';

/**
 * x / (1 + |x|). Integers give float32.
 *
 * @throws NnError 'DTYPE' for booleans
 * @example
 * import { softsign, tensor } from '@nn/nn';
 *
 * softsign(tensor([1, -3])).toArraySync(); // [0.5, -0.75]
 */
export const softsign: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'softsign',
  gradName: 'DivBackward0',
  result: 'float',
  refuses: ['abs_cpu', 'bool'],
  expression: (x) => x.div(x.abs().add(1)),
  derivative: (dy, x) => {
    const size = x.abs().add(1);
    return dy.div(size.mul(size));
  },
  curvature: (x) => x.sign().mul(x.abs().add(1).pow(-3)).mul(-2),
});
