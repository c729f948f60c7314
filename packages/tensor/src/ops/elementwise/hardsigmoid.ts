import { clampBetween, exceptWhere, onlyWhere } from './expressions.js';
import { type Curve, defineCurve } from './slope.js';

/**
 * min(max(x + 3, 0), 6) / 6: a `sigmoid` of straight lines. The slope at the corners is 0.
 *
 * @throws NnError 'DTYPE' for integers and booleans
 * @example
 * import { hardsigmoid, tensor } from '@nn/nn';
 *
 * hardsigmoid(tensor([-3, 0, 3])).toArraySync(); // [0, 0.5, 1]
 */
export const hardsigmoid: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'hardsigmoid',
  refuses: ['hardsigmoid_cpu', 'integer', 'bool'],
  expression: (x) => clampBetween(x.add(3), 0, 6).div(6),
  derivative: (dy, x) => onlyWhere(x.gt(-3).and(x.lt(3)), dy.div(6)),
});

/**
 * x · hardsigmoid(x): a `silu` of straight lines and a parabola.
 *
 * @throws NnError 'DTYPE' for integers and booleans
 * @example
 * import { hardswish, tensor } from '@nn/nn';
 *
 * hardswish(tensor([0, 3, 5])).toArraySync(); // [0, 3, 5]
 */
export const hardswish: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'hardswish',
  refuses: ['hardswish_cpu', 'integer', 'bool'],
  expression: (x) => x.mul(clampBetween(x.add(3), 0, 6)).div(6),
  derivative: (dy, x) => exceptWhere(x.lt(-3), x.ge(3).select(dy, dy.mul(x.div(3).add(0.5)))),
  curvature: (x) =>
    x
      .mul(0)
      .add(1 / 3)
      .maskedFill(x.abs().ge(3), 0),
});
