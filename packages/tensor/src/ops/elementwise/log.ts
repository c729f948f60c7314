import {
  call,
  log10 as log10Function,
  log1p as log1pFunction,
  log2 as log2Function,
  log as logFunction,
} from '@nn/core/expression';
import { type Curve, defineCurve } from './slope.js';

/**
 * The natural logarithm; error at most 2 ulp in float32. −∞ at 0, NaN below. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 0]).log().toArraySync(); // [0, -Infinity]
 */
export const log: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'log',
  result: 'float',
  expression: (x) => call(logFunction, x),
  derivative: (dy, x) => dy.div(x),
  curvature: (x) => x.square().reciprocal().neg(),
});

/**
 * ln(1 + x), precise where x is small. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, -1]).log1p().toArraySync(); // [0, -Infinity]
 */
export const log1p: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'log1p',
  gradName: 'Log1PBackward0',
  result: 'float',
  expression: (x) => call(log1pFunction, x),
  derivative: (dy, x) => dy.div(x.add(1)),
  curvature: (x) => x.add(1).square().reciprocal().neg(),
});

/**
 * The logarithm to base 2. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 8, 0.5]).log2().toArraySync(); // [0, 3, -1]
 */
export const log2: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'log2',
  result: 'float',
  expression: (x) => call(log2Function, x),
  derivative: (dy, x) => dy.div(x.mul(Math.LN2)),
  curvature: (x) => x.square().mul(-Math.LN2).reciprocal(),
});

/**
 * The logarithm to base 10. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 1000]).log10().toArraySync(); // [0, 3]
 */
export const log10: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'log10',
  result: 'float',
  expression: (x) => call(log10Function, x),
  derivative: (dy, x) => dy.div(x.mul(Math.LN10)),
  curvature: (x) => x.square().mul(-Math.LN10).reciprocal(),
});
