import type { Expr } from '@nn/core/expression';
import { type Binary, defineElementwise } from '../../elementwise.js';

/**
 * a · 2^b, broadcast; what leaves the integer is lost. A shift by a negative number, or by as many bits as there are, gives 0.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'DTYPE' for floats and booleans
 * @example
 * import { bitwiseLeftShift, tensor } from '@nn/nn';
 *
 * bitwiseLeftShift(tensor([1n, 3n]), 2).toArraySync(); // [4, 12]
 */
export const bitwiseLeftShift: Binary = /* @__PURE__ */ defineElementwise({
  name: 'bitwiseLeftShift',
  refuses: ['lshift_cpu', 'floating', 'bool'],
  expression: (a, b) => {
    const possible = isPossible(a, b);
    return possible.select(a.shl(possible.select(b, 0)), 0);
  },
});

/**
 * ⌊a / 2^b⌋, broadcast. A shift by a negative number, or by as many bits as there are, gives 0, or −1 for what is negative.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'DTYPE' for floats and booleans
 * @example
 * import { bitwiseRightShift, tensor } from '@nn/nn';
 *
 * bitwiseRightShift(tensor([12n, -5n]), 1).toArraySync(); // [6, -3]
 */
export const bitwiseRightShift: Binary = /* @__PURE__ */ defineElementwise({
  name: 'bitwiseRightShift',
  refuses: ['rshift_cpu', 'floating', 'bool'],
  expression: (a, b) => a.shr(isPossible(a, b).select(b, bitsOf(a) - 1)),
});

function isPossible(a: Expr, b: Expr): Expr {
  return b.ge(0).and(b.lt(bitsOf(a)));
}

function bitsOf(a: Expr): number {
  return a.type === 'i64' ? 64 : 32;
}
