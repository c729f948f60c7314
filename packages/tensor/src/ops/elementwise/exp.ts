import { call, exp as expFunction, exp2 as exp2Function, expm1 as expm1Function } from '@nn/core/expression';
import { type Curve, defineCurve } from './slope.js';

/**
 * e^x; error at most 2 ulp in float32. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, 1]).exp().toArraySync(); // [1, 2.7182817459106445]
 */
export const exp: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'exp',
  result: 'float',
  expression: (x) => call(expFunction, x),
  from: 'output',
  derivative: (dy, y) => dy.mul(y),
  curvature: () => 1,
});

/**
 * e^x − 1, precise where x is small. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, 1e-10]).expm1().toArraySync(); // [0, 1.000000013351432e-10]
 */
export const expm1: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'expm1',
  result: 'float',
  expression: (x) => call(expm1Function, x),
  from: 'output',
  derivative: (dy, y) => dy.mul(y.add(1)),
  curvature: () => 1,
});

/**
 * 2^x. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, 3, -1]).exp2().toArraySync(); // [1, 8, 0.5]
 */
export const exp2: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'exp2',
  result: 'float',
  expression: (x) => call(exp2Function, x),
  from: 'output',
  derivative: (dy, y) => dy.mul(y).mul(Math.LN2),
  curvature: () => Math.LN2,
});
