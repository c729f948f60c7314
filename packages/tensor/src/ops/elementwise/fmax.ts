import type { Expr } from '@nn/core/expression';
import { type Binary, defineElementwise, type Elementwise } from '../../elementwise.js';
import type { Operand } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { exceptWhere, onlyWhere } from './expressions.js';
import { defineLinear } from './slope.js';

type Share = Elementwise<readonly [dy: Tensor, a: Operand, b: Operand]>;

const toFirstOfMax: Share = /* @__PURE__ */ defineLinear('fmaxBackward', (dy, a, b) => onlyWhere(firstOfMax(a, b), dy));
const toSecondOfMax: Share = /* @__PURE__ */ defineLinear('fmaxBackward', (dy, a, b) =>
  exceptWhere(firstOfMax(a, b), dy),
);
const toFirstOfMin: Share = /* @__PURE__ */ defineLinear('fminBackward', (dy, a, b) => onlyWhere(firstOfMin(a, b), dy));
const toSecondOfMin: Share = /* @__PURE__ */ defineLinear('fminBackward', (dy, a, b) =>
  exceptWhere(firstOfMin(a, b), dy),
);

/**
 * The greater of a and b, broadcast; where one is NaN, the other. Where they are equal, a gets the gradient.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast
 * @example
 * import { fmax, tensor } from '@nn/nn';
 *
 * fmax(tensor([1, NaN]), 0).toArraySync(); // [1, 0]
 */
export const fmax: Binary = /* @__PURE__ */ defineElementwise({
  name: 'fmax',
  expression: (a, b) => firstOfMax(a, b).select(a, b),
  vjp: (context) => {
    const { dy, needs } = context;
    const operands = [context.operand(0), context.operand(1)] as const;
    return [needs[0] ? toFirstOfMax(dy, ...operands) : null, needs[1] ? toSecondOfMax(dy, ...operands) : null];
  },
});

/**
 * The lesser of a and b, broadcast; where one is NaN, the other. Where they are equal, a gets the gradient.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast
 * @example
 * import { fmin, tensor } from '@nn/nn';
 *
 * fmin(tensor([1, NaN]), 0).toArraySync(); // [0, 0]
 */
export const fmin: Binary = /* @__PURE__ */ defineElementwise({
  name: 'fmin',
  expression: (a, b) => firstOfMin(a, b).select(a, b),
  vjp: (context) => {
    const { dy, needs } = context;
    const operands = [context.operand(0), context.operand(1)] as const;
    return [needs[0] ? toFirstOfMin(dy, ...operands) : null, needs[1] ? toSecondOfMin(dy, ...operands) : null];
  },
});

function firstOfMax(a: Expr, b: Expr): Expr {
  return a.ge(b).or(b.isNaN());
}

function firstOfMin(a: Expr, b: Expr): Expr {
  return a.le(b).or(b.isNaN());
}
