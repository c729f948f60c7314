import {
  call,
  erfc as erfcFunction,
  erf as erfFunction,
  erfinv as erfinvFunction,
  exp,
  type Expr,
} from '@nn/core/expression';
import { type Curve, defineCurve } from './slope.js';

/** 2 / √π */
const twoOverRootPi = 1.1283791670955126;

/**
 * 2/√π times the integral of e^(−t²) from 0 to x; error at most 2 ulp in float32. Integers give float32.
 *
 * @example
 * import { erf, tensor } from '@nn/nn';
 *
 * erf(tensor([0, Infinity])).toArraySync(); // [0, 1]
 */
export const erf: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'erf',
  result: 'float',
  expression: (x) => call(erfFunction, x),
  derivative: (dy, x) => bell(x).mul(dy),
  curvature: (x) => x.mul(x.square().neg().exp()).mul(-2 * twoOverRootPi),
});

/**
 * 1 − erf(x), precise where that is small. Integers give float32.
 *
 * @example
 * import { erfc, tensor } from '@nn/nn';
 *
 * erfc(tensor([0, Infinity])).toArraySync(); // [1, 0]
 */
export const erfc: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'erfc',
  result: 'float',
  expression: (x) => call(erfcFunction, x),
  derivative: (dy, x) => bell(x).mul(dy).neg(),
  curvature: (x) => x.mul(x.square().neg().exp()).mul(2 * twoOverRootPi),
});

/**
 * The number whose `erf` is x; ±∞ at ±1, NaN beyond. Integers give float32.
 *
 * @example
 * import { erfinv, tensor } from '@nn/nn';
 *
 * erfinv(tensor([0, 1])).toArraySync(); // [0, Infinity]
 */
export const erfinv: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'erfinv',
  result: 'float',
  expression: (x) => call(erfinvFunction, x),
  from: 'output',
  derivative: (dy, y) =>
    call(exp, y.mul(y))
      .mul(1 / twoOverRootPi)
      .mul(dy),
  curvature: (y) => y.mul(y.square().exp()).mul(2 / twoOverRootPi),
});

/** The slope of erf. */
function bell(x: Expr): Expr {
  return call(exp, x.mul(x).neg()).mul(twoOverRootPi);
}
