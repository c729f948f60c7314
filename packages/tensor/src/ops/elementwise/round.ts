import type { Scalar } from '@nn/core';
import { defineElementwise, type ElementwiseDefinition, type Unary } from '../../elementwise.js';
import type { Tensor } from '../../tensor.js';
import { type Curve, flat } from './slope.js';

export interface RoundOptions {
  /** How many digits to keep behind the point; negative ones are in front of it. @default 0 */
  readonly decimals?: number;
}

const whole: Unary = /* @__PURE__ */ defineElementwise({
  name: 'round',
  refuses: ['round_vml_cpu', 'bool'],
  expression: (x) => (x.isFloating() ? x.round() : x),
  saves: 'none',
  vjp: flat,
});

const toDigits: Omit<ElementwiseDefinition<readonly [x: Tensor, power: Scalar]>, 'expression'> = {
  name: 'round',
  gradName: 'RoundBackward1',
  promoted: [0],
  refuses: ['round_cpu', 'integer', 'bool'],
  saves: 'none',
  vjp: flat,
};

const behindPoint: Curve<readonly [power: Scalar]> = /* @__PURE__ */ defineElementwise({
  ...toDigits,
  expression: (x, power) => x.mul(power).round().div(power),
});

const beforePoint: Curve<readonly [power: Scalar]> = /* @__PURE__ */ defineElementwise({
  ...toDigits,
  expression: (x, power) => x.div(power).round().mul(power),
});

/**
 * The nearest whole number, or the nearest with so many decimals; halves go to the even one. Integers stay as they are.
 *
 * @throws NnError 'DTYPE' for booleans, and for integers with decimals
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0.5, 1.5, -2.7]).round().toArraySync(); // [0, 2, -3]
 * tensor([1234]).round({ decimals: -2 }).toArraySync(); // [1200]
 */
export function round(x: Tensor, options: RoundOptions = {}): Tensor {
  const { decimals = 0 } = options;
  if (decimals === 0) return whole(x);
  return decimals > 0 ? behindPoint(x, 10 ** decimals) : beforePoint(x, 10 ** -decimals);
}

/** `round` over its operand. */
export function round_(x: Tensor, options: RoundOptions = {}): Tensor {
  const { decimals = 0 } = options;
  if (decimals === 0) return whole.inPlace(x);
  return decimals > 0 ? behindPoint.inPlace(x, 10 ** decimals) : beforePoint.inPlace(x, 10 ** -decimals);
}
