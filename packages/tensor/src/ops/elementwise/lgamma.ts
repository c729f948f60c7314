import { NnError } from '@nn/core';
import { call, digamma as digammaFunction, lgamma as lgammaFunction } from '@nn/core/expression';
import type { Tensor } from '../../tensor.js';
import { polygammaExpression } from './polygamma-expression.js';
import { type Curve, defineCurve } from './slope.js';

/**
 * ln |Γ(x)|; ∞ at 0 and the negative whole numbers. Integers give float32.
 *
 * @example
 * import { lgamma, tensor } from '@nn/nn';
 *
 * lgamma(tensor([1, 2, 0])).toArraySync(); // [0, 0, Infinity]
 */
export const lgamma: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'lgamma',
  result: 'float',
  expression: (x) => call(lgammaFunction, x),
  derivative: (dy, x) => dy.mul(call(digammaFunction, x)),
  curvature: (x) => polygamma(1, x),
});

/**
 * The logarithmic derivative of Γ. Integers give float32.
 *
 * @example
 * import { digamma, tensor } from '@nn/nn';
 *
 * digamma(tensor([1])).toArraySync(); // [-0.5772156715393066]
 */
export const digamma: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'digamma',
  result: 'float',
  expression: (x) => call(digammaFunction, x),
  derivative: (dy, x) => dy.mul(polygammaExpression(1, x)),
  curvature: (x) => polygamma(2, x),
});

const orders: Curve<readonly []>[] = [];

/**
 * The n-th derivative of `digamma`. Integers give float32.
 *
 * @throws NnError 'VALUE' for an order that is not a whole number from 0 on
 * @example
 * import { polygamma, tensor } from '@nn/nn';
 *
 * polygamma(1, tensor([1])).toArraySync(); // [1.6449340581893921]
 */
export function polygamma(n: number, x: Tensor): Tensor {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new NnError('VALUE', 'polygamma(n, x) does not support negative n.', {
      op: 'polygamma',
      details: { n },
      advice: 'Pass 0, 1, 2, …',
    });
  }
  return n === 0 ? digamma(x) : (orders[n] ??= defineOrder(n))(x);
}

function defineOrder(n: number): Curve<readonly []> {
  return defineCurve({
    name: 'polygamma',
    result: 'float',
    expression: (x) => polygammaExpression(n, x),
    derivative: (dy, x) => dy.mul(polygammaExpression(n + 1, x)),
    curvature: (x) => polygamma(n + 2, x),
  });
}
