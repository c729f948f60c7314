import { defineElementwise, type Binary } from '../../elementwise.js';
import type { Elementwise } from '../../elementwise.js';
import type { Operand } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { exceptWhere, isNegative } from './expressions.js';
import { defineLinear } from './slope.js';

const backward: Elementwise<readonly [dy: Tensor, a: Operand, b: Operand]> = /* @__PURE__ */ defineLinear(
  'copysignBackward',
  (dy, a, b) => exceptWhere(a.eq(0), isNegative(a).xor(isNegative(b)).select(dy.neg(), dy)),
);

/**
 * The size of a with the sign of b, that of −0 included; broadcast. Integers give float32. A NaN counts as positive.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast
 * @example
 * import { copysign, tensor } from '@nn/nn';
 *
 * copysign(tensor([1, -2]), -0).toArraySync(); // [-1, -2]
 */
export const copysign: Binary = /* @__PURE__ */ defineElementwise({
  name: 'copysign',
  overload: ([, b]) => (typeof b === 'object' ? 0 : 1),
  result: 'float',
  expression: (a, b) => isNegative(b).select(a.abs().neg(), a.abs()),
  vjp: (context) => {
    const { dy, needs } = context;
    const operands = [context.operand(0), context.operand(1)] as const;
    return [needs[0] ? backward(dy, ...operands) : null, needs[1] ? dy.mul(0) : null];
  },
});
