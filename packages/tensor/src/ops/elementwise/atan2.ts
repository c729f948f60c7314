import { atan2 as atan2Function, call } from '@nn/core/expression';
import { defineElementwise, type Elementwise } from '../../elementwise.js';
import type { Tensor } from '../../tensor.js';

/**
 * The angle of the point (x = b, y = a), from −π to π, broadcast. Integers give float32.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast
 * @example
 * import { atan2, tensor } from '@nn/nn';
 *
 * atan2(tensor([0, 1]), tensor([1, 0])).toArraySync(); // [0, 1.5707963705062866]
 */
export const atan2: Elementwise<readonly [a: Tensor, b: Tensor]> = /* @__PURE__ */ defineElementwise({
  name: 'atan2',
  result: 'float',
  expression: (a, b) => call(atan2Function, a, b),
  vjp: ({ dy, a, b, needs }) => {
    const turn = dy.div(a.mul(a).add(b.mul(b)));
    return [needs[0] ? turn.mul(b) : null, needs[1] ? turn.mul(a).neg() : null];
  },
});
