import type { Expr } from '@nn/core/expression';
import { defineElementwise, type ElementwiseDefinition, type Unary } from '../../elementwise.js';
import type { Tensor } from '../../tensor.js';
import { isNegative } from './expressions.js';
import { flat } from './slope.js';

/** A question to every element. Integers have one answer: what `integers` says. */
function question(
  name: string,
  floats: (x: Expr) => Expr,
  integers: (x: Expr) => Expr,
): ElementwiseDefinition<readonly [x: Tensor]> {
  return {
    name,
    result: 'compare',
    expression: (x) => (x.isFloating() ? floats(x) : integers(x)),
    saves: 'none',
    vjp: flat,
  };
}

const never = (x: Expr): Expr => x.ne(x);
const always = (x: Expr): Expr => x.eq(x);

/**
 * Whether the value is NaN.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, NaN, Infinity]).isnan().toArraySync(); // [false, true, false]
 */
export const isnan: Unary = /* @__PURE__ */ defineElementwise(
  /* @__PURE__ */ question('isnan', (x) => x.isNaN(), never),
);

/**
 * Whether the value is ∞ or −∞.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, NaN, -Infinity]).isinf().toArraySync(); // [false, false, true]
 */
export const isinf: Unary = /* @__PURE__ */ defineElementwise(
  /* @__PURE__ */ question('isinf', (x) => x.abs().eq(Infinity), never),
);

/**
 * Whether the value is neither NaN nor infinite.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, NaN, Infinity]).isfinite().toArraySync(); // [true, false, false]
 */
export const isfinite: Unary = /* @__PURE__ */ defineElementwise(
  /* @__PURE__ */ question('isfinite', (x) => x.abs().lt(Infinity), always),
);

/**
 * Whether the value is −∞.
 *
 * @example
 * import { isneginf, tensor } from '@nn/nn';
 *
 * isneginf(tensor([1, Infinity, -Infinity])).toArraySync(); // [false, false, true]
 */
export const isneginf: Unary = /* @__PURE__ */ defineElementwise(
  /* @__PURE__ */ question('isneginf', (x) => x.eq(-Infinity), never),
);

/**
 * Whether the value is ∞.
 *
 * @example
 * import { isposinf, tensor } from '@nn/nn';
 *
 * isposinf(tensor([1, Infinity, -Infinity])).toArraySync(); // [false, true, false]
 */
export const isposinf: Unary = /* @__PURE__ */ defineElementwise(
  /* @__PURE__ */ question('isposinf', (x) => x.eq(Infinity), never),
);

/**
 * Whether the sign is minus, that of −0 included; a NaN counts as positive.
 *
 * @example
 * import { signbit, tensor } from '@nn/nn';
 *
 * signbit(tensor([1, -0, -2])).toArraySync(); // [false, true, true]
 */
export const signbit: Unary = /* @__PURE__ */ defineElementwise(
  /* @__PURE__ */ question('signbit', isNegative, isNegative),
);
