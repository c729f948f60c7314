import { call, cosh as coshFunction, sinh as sinhFunction } from '@nn/core/expression';
import { type Curve, defineCurve } from './slope.js';

/**
 * The hyperbolic sine. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, -Infinity]).sinh().toArraySync(); // [0, -Infinity]
 */
export const sinh: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'sinh',
  result: 'float',
  expression: (x) => call(sinhFunction, x),
  derivative: (dy, x) => dy.mul(call(coshFunction, x)),
  curvature: (x) => x.sinh(),
});

/**
 * The hyperbolic cosine. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, -Infinity]).cosh().toArraySync(); // [1, Infinity]
 */
export const cosh: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'cosh',
  result: 'float',
  expression: (x) => call(coshFunction, x),
  derivative: (dy, x) => dy.mul(call(sinhFunction, x)),
  curvature: (x) => x.cosh(),
});
