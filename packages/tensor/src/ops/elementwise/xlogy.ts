import { call, log } from '@nn/core/expression';
import { type Binary, defineElementwise } from '../../elementwise.js';
import type { Operand } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { exceptWhere } from './expressions.js';
import { positions } from './slope.js';

/**
 * a · ln b, broadcast; 0 where a is 0, unless b is NaN. Integers give float32.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast
 * @example
 * import { tensor, xlogy } from '@nn/nn';
 *
 * xlogy(tensor([0, 2]), tensor([0, 1])).toArraySync(); // [0, 0]
 */
export const xlogy: Binary = /* @__PURE__ */ defineElementwise({
  name: 'xlogy',
  overload: ([a, b]) => (typeof a !== 'object' ? 1 : typeof b !== 'object' ? 2 : 0),
  result: 'float',
  expression: (a, b) => b.isNaN().select(b, exceptWhere(a.eq(0), a.mul(call(log, b)))),
  saves: ([a, b]) => positions(a === true || b === true, a === true || b === true),
  vjp: (context) => {
    const { dy, needs } = context;
    const [a, b] = [context.operand(0), context.operand(1)];
    return [needs[0] ? byFactor(dy, a as Tensor, b) : null, needs[1] ? dy.mul(a).div(b) : null];
  },
});

function byFactor(dy: Tensor, a: Tensor, b: Operand): Tensor {
  const zero = a.eq(0);
  if (typeof b === 'object') return dy.mul(b.log()).maskedFill(zero.logicalAnd(b.le(0)), 0);
  const gradient = dy.mul(Math.log(Number(b)));
  return Number(b) <= 0 ? gradient.maskedFill(zero, 0) : gradient;
}
