import { type Curve, defineCurve } from './slope.js';

/**
 * √x; NaN below 0. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([4, 9]).sqrt().toArraySync(); // [2, 3]
 */
export const sqrt: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'sqrt',
  result: 'float',
  expression: (x) => x.sqrt(),
  from: 'output',
  derivative: (dy, y) => dy.div(y.mul(2)),
  curvature: (y) => y.square().reciprocal().mul(-0.5),
});

/**
 * 1 / √x; NaN below 0. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([4, 16]).rsqrt().toArraySync(); // [0.5, 0.25]
 */
export const rsqrt: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'rsqrt',
  result: 'float',
  expression: (x) => x.constant(1).div(x.sqrt()),
  from: 'output',
  derivative: (dy, y) => dy.mul(-0.5).mul(y.mul(y).mul(y)),
  curvature: (y) => y.square().mul(-1.5),
});

/**
 * 1 / x. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([2, -4]).reciprocal().toArraySync(); // [0.5, -0.25]
 */
export const reciprocal: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'reciprocal',
  result: 'float',
  expression: (x) => x.constant(1).div(x),
  from: 'output',
  derivative: (dy, y) => dy.neg().mul(y.mul(y)),
  curvature: (y) => y.mul(-2),
});
