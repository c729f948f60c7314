import { call, cos as cosFunction, sin as sinFunction, tan as tanFunction } from '@nn/core/expression';
import { type Curve, defineCurve } from './slope.js';

/**
 * The sine of an angle in radians. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0]).sin().toArraySync(); // [0]
 */
export const sin: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'sin',
  result: 'float',
  expression: (x) => call(sinFunction, x),
  derivative: (dy, x) => dy.mul(call(cosFunction, x)),
  curvature: (x) => x.sin().neg(),
});

/**
 * The cosine of an angle in radians. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0]).cos().toArraySync(); // [1]
 */
export const cos: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'cos',
  result: 'float',
  expression: (x) => call(cosFunction, x),
  derivative: (dy, x) => dy.mul(call(sinFunction, x)).neg(),
  curvature: (x) => x.cos().neg(),
});

/**
 * The tangent of an angle in radians. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0]).tan().toArraySync(); // [0]
 */
export const tan: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'tan',
  result: 'float',
  expression: (x) => call(tanFunction, x),
  from: 'output',
  derivative: (dy, y) => dy.mul(y.mul(y).add(1)),
  curvature: (y) => y.mul(2),
});
