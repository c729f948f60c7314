import { type Binary, defineElementwise, type Unary } from '../../elementwise.js';

/**
 * a & b bit by bit, broadcast; logical on booleans.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'DTYPE' for floats
 * @example
 * import { bitwiseAnd, tensor } from '@nn/nn';
 *
 * bitwiseAnd(tensor([12n, 10n]), 6).toArraySync(); // [4, 2]
 */
export const bitwiseAnd: Binary = /* @__PURE__ */ defineElementwise({
  name: 'bitwiseAnd',
  booleans: true,
  refuses: ['bitwise_and_cpu', 'floating'],
  expression: (a, b) => a.and(b),
});

/**
 * a | b bit by bit, broadcast; logical on booleans.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'DTYPE' for floats
 * @example
 * import { bitwiseOr, tensor } from '@nn/nn';
 *
 * bitwiseOr(tensor([12n, 10n]), 6).toArraySync(); // [14, 14]
 */
export const bitwiseOr: Binary = /* @__PURE__ */ defineElementwise({
  name: 'bitwiseOr',
  booleans: true,
  refuses: ['bitwise_or_cpu', 'floating'],
  expression: (a, b) => a.or(b),
});

/**
 * a ^ b bit by bit, broadcast; logical on booleans.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'DTYPE' for floats
 * @example
 * import { bitwiseXor, tensor } from '@nn/nn';
 *
 * bitwiseXor(tensor([12n, 10n]), 6).toArraySync(); // [10, 12]
 */
export const bitwiseXor: Binary = /* @__PURE__ */ defineElementwise({
  name: 'bitwiseXor',
  booleans: true,
  refuses: ['bitwise_xor_cpu', 'floating'],
  expression: (a, b) => a.xor(b),
});

/**
 * Every bit turned over; booleans negate.
 *
 * @throws NnError 'DTYPE' for floats
 * @example
 * import { bitwiseNot, tensor } from '@nn/nn';
 *
 * bitwiseNot(tensor([0n, 5n])).toArraySync(); // [-1, -6]
 */
export const bitwiseNot: Unary = /* @__PURE__ */ defineElementwise({
  name: 'bitwiseNot',
  booleans: true,
  refuses: ['bitwise_not_cpu', 'floating'],
  expression: (x) => x.not(),
});
