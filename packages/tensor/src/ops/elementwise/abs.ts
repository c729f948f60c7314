import { exceptWhere } from './expressions.js';
import { type Curve, defineCurve } from './slope.js';

/**
 * |x|. The slope at 0 is 0.
 *
 * @throws NnError 'DTYPE' for booleans
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, -2]).abs().toArraySync(); // [1, 2]
 */
export const abs: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'abs',
  refuses: ['abs_cpu', 'bool'],
  expression: (x) => x.abs(),
  derivative: (dy, x) => x.gt(0).select(dy, exceptWhere(x.lt(0).not(), dy.neg())),
});
