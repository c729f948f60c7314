import { NnError, type Scalar } from '@nn/core';
import type { Expr } from '@nn/core/expression';
import type { Tensor } from '../../tensor.js';
import { exceptWhere, onlyWhere } from './expressions.js';
import { type Curve, defineCurve } from './slope.js';

const hard: Curve<readonly [lambd: Scalar]> = /* @__PURE__ */ defineCurve({
  name: 'hardshrink',
  refuses: ['hardshrink_cpu', 'integer', 'bool'],
  expression: (x, lambd) => exceptWhere(x.ge(lambd.neg()).and(x.le(lambd)), x),
  derivative: whereBeyond,
});

const soft: Curve<readonly [lambd: Scalar]> = /* @__PURE__ */ defineCurve({
  name: 'softshrink',
  refuses: ['softshrink_cpu', 'integer', 'bool'],
  expression: (x, lambd) => x.gt(lambd).select(x.sub(lambd), exceptWhere(x.lt(lambd.neg()).not(), x.add(lambd))),
  derivative: whereBeyond,
});

/**
 * x where |x| > lambd, else 0.
 *
 * @throws NnError 'DTYPE' for integers and booleans
 * @example
 * import { hardshrink, tensor } from '@nn/nn';
 *
 * hardshrink(tensor([-2, 0.25, 2])).toArraySync(); // [-2, 0, 2]
 */
export function hardshrink(x: Tensor, lambd = 0.5): Tensor {
  return hard(x, lambd);
}

/**
 * x moved by lambd towards 0, and 0 where it is nearer than that.
 *
 * @throws NnError 'DTYPE' for integers and booleans, 'VALUE' for a negative lambd
 * @example
 * import { softshrink, tensor } from '@nn/nn';
 *
 * softshrink(tensor([-2, 0.25, 2])).toArraySync(); // [-1.5, 0, 1.5]
 */
export function softshrink(x: Tensor, lambd = 0.5): Tensor {
  if (!(lambd >= 0)) {
    throw new NnError('VALUE', `lambda must be greater or equal to 0, but found to be ${lambd}.`, {
      op: 'softshrink',
      details: { lambd },
    });
  }
  return soft(x, lambd);
}

function whereBeyond(dy: Expr, x: Expr, lambd: Expr): Expr {
  return onlyWhere(x.lt(lambd.neg()).or(x.gt(lambd)), dy);
}
