import type { Expr } from '@nn/core/expression';
import { type Binary, defineElementwise, type ElementwiseDefinition } from '../../elementwise.js';
import type { Operand } from '../../op.js';
import { flat } from './slope.js';

/** Compares in the promoted dtype and gives bool; in place, 1 and 0 of the target's dtype. */
function comparison(
  name: string,
  expression: (a: Expr, b: Expr) => Expr,
): ElementwiseDefinition<readonly [a: Operand, b: Operand]> {
  return { name, result: 'compare', expression, saves: 'none', vjp: flat };
}

/**
 * a > b, broadcast; false where either is NaN.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2, 3]).gt(2).toArraySync(); // [false, false, true]
 */
export const gt: Binary = /* @__PURE__ */ defineElementwise(/* @__PURE__ */ comparison('gt', (a, b) => a.gt(b)));

/**
 * a ≥ b, broadcast; false where either is NaN.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2, 3]).ge(2).toArraySync(); // [false, true, true]
 */
export const ge: Binary = /* @__PURE__ */ defineElementwise(/* @__PURE__ */ comparison('ge', (a, b) => a.ge(b)));

/**
 * a < b, broadcast; false where either is NaN.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2, 3]).lt(2).toArraySync(); // [true, false, false]
 */
export const lt: Binary = /* @__PURE__ */ defineElementwise(/* @__PURE__ */ comparison('lt', (a, b) => a.lt(b)));

/**
 * a ≤ b, broadcast; false where either is NaN.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2, 3]).le(2).toArraySync(); // [true, true, false]
 */
export const le: Binary = /* @__PURE__ */ defineElementwise(/* @__PURE__ */ comparison('le', (a, b) => a.le(b)));

/**
 * a = b element by element, broadcast; NaN equals nothing.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2, 3]).eq(2).toArraySync(); // [false, true, false]
 */
export const eq: Binary = /* @__PURE__ */ defineElementwise(/* @__PURE__ */ comparison('eq', (a, b) => a.eq(b)));

/**
 * a ≠ b element by element, broadcast; NaN differs from everything.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2, 3]).ne(2).toArraySync(); // [true, false, true]
 */
export const ne: Binary = /* @__PURE__ */ defineElementwise(/* @__PURE__ */ comparison('ne', (a, b) => a.ne(b)));
