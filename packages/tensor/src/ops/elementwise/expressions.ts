import type { Expr } from '@nn/core/expression';

/** The greater, the first of equals (of two zeros too), NaN if either is. */
export function larger(a: Expr, b: Expr): Expr {
  return a.isFloating() ? a.lt(b).or(b.isNaN()).select(b, a) : a.max(b);
}

/** The lesser, the first of equals, NaN if either is. */
export function smaller(a: Expr, b: Expr): Expr {
  return a.isFloating() ? b.lt(a).or(b.isNaN()).select(b, a) : a.min(b);
}

/** Whether the sign is minus, that of −0 included; false for NaN. */
export function isNegative(x: Expr): Expr {
  return x.isFloating() ? x.lt(0).or(x.constant(1).div(x).lt(0)) : x.lt(0);
}

/** 1, 0 or −1; 0 for NaN. */
export function signOf(x: Expr): Expr {
  return x.gt(0).select(x.constant(1), x.lt(0).select(x.constant(-1), 0));
}

/** `value` where the condition holds, else 0. */
export function onlyWhere(condition: Expr, value: Expr): Expr {
  return condition.select(value, 0);
}

/** 0 where the condition holds, else `value`. */
export function exceptWhere(condition: Expr, value: Expr): Expr {
  return condition.select(value.constant(0), value);
}

/** x, no less than `min` and no more than `max`; NaN stays. */
export function clampBetween(x: Expr, min: number, max: number): Expr {
  return smaller(larger(x, x.constant(min)), x.constant(max));
}
