import { type Binary, defineElementwise, type Unary } from '../../elementwise.js';
import { flat } from './slope.js';

/**
 * Whether both are true, broadcast. Numbers count as true where they are not 0, NaN included.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([true, true]).logicalAnd(tensor([true, false])).toArraySync(); // [true, false]
 */
export const logicalAnd: Binary = /* @__PURE__ */ defineElementwise({
  name: 'logicalAnd',
  result: 'logical',
  expression: (a, b) => a.and(b),
  saves: 'none',
  vjp: flat,
});

/**
 * Whether one or both are true, broadcast. Numbers count as true where they are not 0, NaN included.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([true, false]).logicalOr(tensor([false, false])).toArraySync(); // [true, false]
 */
export const logicalOr: Binary = /* @__PURE__ */ defineElementwise({
  name: 'logicalOr',
  result: 'logical',
  expression: (a, b) => a.or(b),
  saves: 'none',
  vjp: flat,
});

/**
 * Whether exactly one is true, broadcast. Numbers count as true where they are not 0, NaN included.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([true, true]).logicalXor(tensor([true, false])).toArraySync(); // [false, true]
 */
export const logicalXor: Binary = /* @__PURE__ */ defineElementwise({
  name: 'logicalXor',
  result: 'logical',
  expression: (a, b) => a.xor(b),
  saves: 'none',
  vjp: flat,
});

/**
 * Whether the value is false; a number is where it is 0.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, 1, 2]).logicalNot().toArraySync(); // [true, false, false]
 */
export const logicalNot: Unary = /* @__PURE__ */ defineElementwise({
  name: 'logicalNot',
  result: 'logical',
  expression: (x) => x.not(),
  saves: 'none',
  vjp: flat,
});
