import { type DType, NnError } from '@nn/core';
import type { Expr } from '@nn/core/expression';
import { type Binary, defineElementwise, type Elementwise, type Ternary } from '../../elementwise.js';
import type { Operand } from '../../op.js';
import { checkScalar } from '../../scalar.js';
import type { Tensor } from '../../tensor.js';
import { larger, onlyWhere, smaller } from './expressions.js';
import { defineLinear } from './slope.js';

/** dy where the condition on x and a bound, or two, holds. */
type Passing = Elementwise<readonly [dy: Tensor, x: Operand, bound: Operand]>;
type PassingBoth = Elementwise<readonly [dy: Tensor, x: Operand, min: Operand, max: Operand]>;

const whereNotBelow: Passing = /* @__PURE__ */ defineLinear('clampBackward', (dy, x, min) => onlyWhere(x.ge(min), dy));
const whereNotAbove: Passing = /* @__PURE__ */ defineLinear('clampBackward', (dy, x, max) => onlyWhere(x.le(max), dy));
const whereBelow: Passing = /* @__PURE__ */ defineLinear('clampBackward', (dy, x, min) => onlyWhere(x.lt(min), dy));
const whereAbove: Passing = /* @__PURE__ */ defineLinear('clampBackward', (dy, x, max) => onlyWhere(x.gt(max), dy));
const whereBetween: PassingBoth = /* @__PURE__ */ defineLinear('clampBackward', (dy, x, min, max) =>
  onlyWhere(x.ge(min).and(x.le(max)), dy),
);
const whereMin: PassingBoth = /* @__PURE__ */ defineLinear('clampBackward', (dy, x, min, max) =>
  onlyWhere(x.lt(min).and(min.lt(max)), dy),
);
const whereMax: PassingBoth = /* @__PURE__ */ defineLinear('clampBackward', (dy, x, min, max) =>
  onlyWhere(x.gt(max).or(max.lt(min)), dy),
);

const atLeast: Binary = /* @__PURE__ */ defineElementwise({
  name: 'clamp',
  overload,
  refuse: refuseClamp,
  expression: larger,
  vjp: (context) => {
    const { dy, needs } = context;
    const [x, min] = [context.operand(0), context.operand(1)];
    return [needs[0] ? whereNotBelow(dy, x, min) : null, needs[1] ? whereBelow(dy, x, min) : null];
  },
});

const atMost: Binary = /* @__PURE__ */ defineElementwise({
  name: 'clamp',
  overload,
  refuse: refuseClamp,
  expression: smaller,
  vjp: (context) => {
    const { dy, needs } = context;
    const [x, max] = [context.operand(0), context.operand(1)];
    return [needs[0] ? whereNotAbove(dy, x, max) : null, needs[1] ? whereAbove(dy, x, max) : null];
  },
});

const between: Ternary = /* @__PURE__ */ defineElementwise({
  name: 'clamp',
  overload,
  refuse: refuseClamp,
  expression: clampExpression,
  vjp: (context) => {
    const { dy, needs } = context;
    const operands = [context.operand(0), context.operand(1), context.operand(2)] as const;
    return [
      needs[0] ? whereBetween(dy, ...operands) : null,
      needs[1] ? whereMin(dy, ...operands) : null,
      needs[2] ? whereMax(dy, ...operands) : null,
    ];
  },
});

/**
 * x, no less than `min` and no more than `max`; where min > max, max. Bounds are numbers or tensors, broadcast; `null` for none. NaN stays,
 * and a NaN bound gives NaN. The gradient passes at the bounds.
 *
 * @throws NnError 'OPTION' without any bound, 'SHAPE' where the shapes do not broadcast, 'DTYPE' for booleans, 'VALUE' for a bound that x's dtype cannot hold
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([-2, 0.5, 3]).clamp(-1, 1).toArraySync(); // [-1, 0.5, 1]
 * tensor([-2, 0.5, 3]).clamp(0).toArraySync(); // [0, 0.5, 3]
 */
export function clamp(x: Tensor, min: Operand | null = null, max: Operand | null = null): Tensor {
  if (min === null) return max === null ? noBounds() : atMost(x, max);
  return max === null ? atLeast(x, min) : between(x, min, max);
}

/** `clamp` over its first operand. */
export function clamp_(x: Tensor, min: Operand | null = null, max: Operand | null = null): Tensor {
  if (min === null) return max === null ? noBounds() : atMost.inPlace(x, max);
  return max === null ? atLeast.inPlace(x, min) : between.inPlace(x, min, max);
}

/** @internal */
export function clampExpression(x: Expr, min: Expr, max: Expr): Expr {
  return smaller(larger(x, min), max);
}

function noBounds(): never {
  throw new NnError('OPTION', "torch.clamp: At least one of 'min' or 'max' must not be None", {
    op: 'clamp',
    advice: 'Pass clamp(min), clamp(null, max) or clamp(min, max).',
  });
}

/** PyTorch's second overload takes numbers. */
function overload([, ...bounds]: readonly Operand[]): number {
  return bounds.some((bound) => typeof bound === 'object') ? 0 : 1;
}

function refuseClamp(dtype: DType, [, ...bounds]: readonly Operand[]): void {
  if (dtype === 'bool' && (bounds.length > 1 || typeof bounds[0] !== 'object'))
    throw new NnError('DTYPE', `"clamp_cpu" not implemented for 'Bool'`, {
      op: 'clamp',
      advice: "Convert with .to('uint8') first.",
    });
  for (const bound of bounds) if (typeof bound !== 'object') checkScalar(bound, dtype, 'clamp');
}
