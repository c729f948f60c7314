import { acos as acosFunction, asin as asinFunction, atan as atanFunction, call } from '@nn/core/expression';
import { type Curve, defineCurve } from './slope.js';

/**
 * The angle from −π/2 to π/2 whose sine is x; NaN beyond 1. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, 2]).asin().toArraySync(); // [0, NaN]
 */
export const asin: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'asin',
  result: 'float',
  expression: (x) => call(asinFunction, x),
  derivative: (dy, x) => dy.div(x.constant(1).sub(x.mul(x)).sqrt()),
  curvature: (x) => x.mul(x.square().neg().add(1).pow(-1.5)),
});

/**
 * The angle from 0 to π whose cosine is x; NaN beyond 1. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2]).acos().toArraySync(); // [0, NaN]
 */
export const acos: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'acos',
  result: 'float',
  expression: (x) => call(acosFunction, x),
  derivative: (dy, x) => dy.div(x.constant(1).sub(x.mul(x)).sqrt()).neg(),
  curvature: (x) => x.mul(x.square().neg().add(1).pow(-1.5)).neg(),
});

/**
 * The angle from −π/2 to π/2 whose tangent is x. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, Infinity]).atan().toArraySync(); // [0, 1.5707963705062866]
 */
export const atan: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'atan',
  result: 'float',
  expression: (x) => call(atanFunction, x),
  derivative: (dy, x) => dy.div(x.mul(x).add(1)),
  curvature: (x) => x.mul(-2).div(x.square().add(1).square()),
});
