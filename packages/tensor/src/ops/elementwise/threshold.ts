import type { Scalar } from '@nn/core';
import { exceptWhere } from './expressions.js';
import { type Curve, defineCurve } from './slope.js';

/**
 * x where it is above a threshold, `value` elsewhere; NaN stays.
 *
 * @throws NnError 'DTYPE' for booleans
 * @example
 * import { tensor, threshold } from '@nn/nn';
 *
 * threshold(tensor([1, 2, 3]), 1, -5).toArraySync(); // [-5, 2, 3]
 */
export const threshold: Curve<readonly [threshold: Scalar, value: Scalar]> = /* @__PURE__ */ defineCurve({
  name: 'threshold',
  refuses: ['threshold_cpu', 'bool'],
  expression: (x, limit, value) => x.le(limit).select(value, x),
  derivative: (dy, x, limit) => exceptWhere(x.le(limit), dy),
});
