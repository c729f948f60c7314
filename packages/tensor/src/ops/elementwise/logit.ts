import type { Scalar } from '@nn/core';
import { call, type Expr, log } from '@nn/core/expression';
import type { Tensor } from '../../tensor.js';
import { clampExpression } from './clamp.js';
import { onlyWhere } from './expressions.js';
import { type Curve, defineCurve } from './slope.js';

export interface LogitOptions {
  /** Move x into [eps, 1 − eps] first; the gradient beyond is 0. @default not at all */
  readonly eps?: number | null;
}

const plain: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'logit',
  result: 'float',
  expression: odds,
  derivative: (dy, x) =>
    x
      .lt(0)
      .or(x.gt(1))
      .select(x.constant(NaN), dy.div(spread(x))),
  curvature: bend,
});

const within: Curve<readonly [low: Scalar, high: Scalar]> = /* @__PURE__ */ defineCurve({
  name: 'logit',
  result: 'float',
  expression: (x, low, high) => odds(clampExpression(x, low, high)),
  derivative: (dy, x, low, high) => onlyWhere(x.ge(low).and(x.le(high)), dy.div(spread(x))),
  curvature: (x, low, high) => bend(x).maskedFill(x.lt(low).logicalOr(x.gt(high)), 0),
});

/**
 * ln(x / (1 − x)): the inverse of `sigmoid`. NaN outside [0, 1]. Integers give float32.
 *
 * @example
 * import { logit, tensor } from '@nn/nn';
 *
 * logit(tensor([0.5, 1, 2])).toArraySync(); // [0, Infinity, NaN]
 */
export function logit(x: Tensor, options: LogitOptions = {}): Tensor {
  const { eps = null } = options;
  return eps === null ? plain(x) : within(x, eps, 1 - eps);
}

/** `logit` over its operand. */
export function logit_(x: Tensor, options: LogitOptions = {}): Tensor {
  const { eps = null } = options;
  return eps === null ? plain.inPlace(x) : within.inPlace(x, eps, 1 - eps);
}

function odds(x: Expr): Expr {
  return call(log, x.div(x.constant(1).sub(x)));
}

/** x (1 − x) */
function spread(x: Expr): Expr {
  return x.mul(x.constant(1).sub(x));
}

/** The derivative of 1 / (x (1 − x)). */
function bend(x: Tensor): Tensor {
  return x
    .mul(2)
    .sub(1)
    .div(x.mul(x.neg().add(1)).square());
}
