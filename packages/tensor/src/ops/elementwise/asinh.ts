import { acosh as acoshFunction, asinh as asinhFunction, atanh as atanhFunction, call } from '@nn/core/expression';
import { type Curve, defineCurve } from './slope.js';

/**
 * The number whose hyperbolic sine is x. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, Infinity]).asinh().toArraySync(); // [0, Infinity]
 */
export const asinh: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'asinh',
  result: 'float',
  expression: (x) => call(asinhFunction, x),
  derivative: (dy, x) => dy.div(x.mul(x).add(1).sqrt()),
  curvature: (x) => x.mul(x.square().add(1).pow(-1.5)).neg(),
});

/**
 * The positive number whose hyperbolic cosine is x; NaN below 1. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 0]).acosh().toArraySync(); // [0, NaN]
 */
export const acosh: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'acosh',
  result: 'float',
  expression: (x) => call(acoshFunction, x),
  derivative: (dy, x) => dy.div(x.mul(x).sub(1).sqrt()),
  curvature: (x) => x.mul(x.square().sub(1).pow(-1.5)).neg(),
});

/**
 * The number whose hyperbolic tangent is x; NaN beyond 1. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, 1]).atanh().toArraySync(); // [0, Infinity]
 */
export const atanh: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'atanh',
  result: 'float',
  expression: (x) => call(atanhFunction, x),
  derivative: (dy, x) => dy.div(x.constant(1).sub(x.mul(x))),
  curvature: (x) => x.mul(2).div(x.square().neg().add(1).square()),
});
