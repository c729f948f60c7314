import { call, exp, log1p, sigmoid as sigmoidFunction } from '@nn/core/expression';
import { smaller } from './expressions.js';
import { type Curve, defineCurve } from './slope.js';

/**
 * 1 / (1 + e^−x); error at most 2 ulp in float32. Integers give float32.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, -Infinity]).sigmoid().toArraySync(); // [0.5, 0]
 */
export const sigmoid: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'sigmoid',
  result: 'float',
  expression: (x) => call(sigmoidFunction, x),
  from: 'output',
  derivative: (dy, y) => dy.mul(y.constant(1).sub(y)).mul(y),
  curvature: (y) => y.mul(-2).add(1),
});

/**
 * ln sigmoid(x), without overflow: min(x, 0) − ln(1 + e^−|x|).
 *
 * @throws NnError 'DTYPE' for integers and booleans
 * @example
 * import { logSigmoid, tensor } from '@nn/nn';
 *
 * logSigmoid(tensor([0, -1000])).toArraySync(); // [-0.6931471824645996, -1000]
 */
export const logSigmoid: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'logSigmoid',
  refuses: ['log_sigmoid_cpu', 'integer', 'bool'],
  expression: (x) => smaller(x, x.constant(0)).sub(call(log1p, call(exp, x.abs().neg()))),
  derivative: (dy, x) => dy.mul(call(sigmoidFunction, x.neg())),
  curvature: (x) => x.sigmoid().mul(x.neg().sigmoid()).neg(),
});
