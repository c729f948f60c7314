import { type Binary, defineElementwise } from '../../elementwise.js';
import { positions } from './slope.js';

/**
 * a · b, broadcast; booleans multiply as logical and.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2]).mul(3).toArraySync(); // [3, 6]
 */
export const mul: Binary = /* @__PURE__ */ defineElementwise({
  name: 'mul',
  expression: (a, b) => a.mul(b),
  saves: ([a, b]) => positions(b, a),
  vjp: (context) => [
    context.needs[0] ? context.dy.mul(context.operand(1)) : null,
    context.needs[1] ? context.dy.mul(context.operand(0)) : null,
  ],
});
