import { type Binary, defineElementwise, type Elementwise } from '../../elementwise.js';
import type { Operand } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { exceptWhere } from './expressions.js';
import { defineLinear } from './slope.js';

/** What of dy goes to `mine`: all, half of it where `mine` and `other` are equal, none where the other won. */
type Share = Elementwise<readonly [dy: Tensor, mine: Operand, other: Operand]>;

const shareOfLarger: Share = /* @__PURE__ */ defineLinear('maximumBackward', (dy, mine, other) =>
  mine.eq(other).select(dy.mul(0.5), exceptWhere(mine.lt(other), dy)),
);
const shareOfSmaller: Share = /* @__PURE__ */ defineLinear('minimumBackward', (dy, mine, other) =>
  mine.eq(other).select(dy.mul(0.5), exceptWhere(mine.gt(other), dy)),
);

/**
 * The greater of a and b, broadcast; NaN if either is. Where they are equal, each gets half of the gradient.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast
 * @example
 * import { maximum, tensor } from '@nn/nn';
 *
 * maximum(tensor([1, 5]), tensor([3, 2])).toArraySync(); // [3, 5]
 */
export const maximum: Binary = /* @__PURE__ */ defineElementwise({
  name: 'maximum',
  expression: (a, b) => a.max(b),
  vjp: (context) => {
    const { dy, needs } = context;
    const [a, b] = [context.operand(0), context.operand(1)];
    return [needs[0] ? shareOfLarger(dy, a, b) : null, needs[1] ? shareOfLarger(dy, b, a) : null];
  },
});

/**
 * The lesser of a and b, broadcast; NaN if either is. Where they are equal, each gets half of the gradient.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast
 * @example
 * import { minimum, tensor } from '@nn/nn';
 *
 * minimum(tensor([1, 5]), tensor([3, 2])).toArraySync(); // [1, 2]
 */
export const minimum: Binary = /* @__PURE__ */ defineElementwise({
  name: 'minimum',
  expression: (a, b) => a.min(b),
  vjp: (context) => {
    const { dy, needs } = context;
    const [a, b] = [context.operand(0), context.operand(1)];
    return [needs[0] ? shareOfSmaller(dy, a, b) : null, needs[1] ? shareOfSmaller(dy, b, a) : null];
  },
});
