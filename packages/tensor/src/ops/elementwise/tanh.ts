import { call, tanh as tanhFunction } from '@nn/core/expression';
import { type Curve, defineCurve } from './slope.js';

/**
 * Hyperbolic tangent, element by element; error at most 2 ulp in float32. Integers give float32.
 *
 * The derivative reuses the output: dx = dy · (1 − y²).
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, 1]).tanh().toArraySync(); // [0, 0.7615941762924194]
 */
export const tanh: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'tanh',
  result: 'float',
  expression: (x) => call(tanhFunction, x),
  from: 'output',
  derivative: (dy, y) => dy.mul(y.constant(1).sub(y.mul(y))),
  curvature: (y) => y.mul(-2),
});
