import type { Expr } from '@nn/core/expression';
import { type Binary, defineElementwise } from '../../elementwise.js';
import { isNegative } from './expressions.js';
import { flat } from './slope.js';

/**
 * ⌊a / b⌋, broadcast: Python's `//`. Integers stay integers. On floats, the quotient is taken from a − a mod b, so it is exact where a
 * rounded a / b would round up to the next whole number.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'DTYPE' for booleans, 'VALUE' for an integer divided by 0
 * @example
 * import { floorDivide, tensor } from '@nn/nn';
 *
 * floorDivide(tensor([7, -7]), 2).toArraySync(); // [3, -4]
 */
export const floorDivide: Binary = /* @__PURE__ */ defineElementwise({
  name: 'floorDivide',
  refuses: ['div_floor_cpu', 'bool'],
  expression: floorQuotient,
  saves: 'none',
  vjp: flat,
});

/** @internal */
export function floorQuotient(a: Expr, b: Expr): Expr {
  const mod = a.rem(b);
  const apart = isApart(mod, b);
  if (!a.isFloating()) return a.div(b).sub(apart.select(a.constant(1), 0));
  const near = a.sub(mod).div(b);
  const quotient = apart.select(near.sub(1), near);
  const floor = quotient.floor();
  const rounded = quotient.sub(floor).gt(0.5).select(floor.add(1), floor);
  const ratio = a.div(b);
  const zero = isNegative(ratio).select(a.constant(-0), 0);
  return b.eq(0).select(ratio, quotient.eq(0).select(zero, rounded));
}

/** @internal What a floored quotient leaves: the divisor's sign. */
export function floorRemainder(a: Expr, b: Expr): Expr {
  const mod = a.rem(b);
  return isApart(mod, b).select(mod.add(b), mod);
}

/** Whether what truncation leaves has the wrong sign. */
function isApart(mod: Expr, b: Expr): Expr {
  return mod.ne(0).and(b.lt(0).xor(mod.lt(0)));
}
