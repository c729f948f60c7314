import type { Scalar } from '@nn/core';
import { call, exp, log1p, sigmoid } from '@nn/core/expression';
import type { Tensor } from '../../tensor.js';
import { type Curve, defineCurve } from './slope.js';

export interface SoftplusOptions {
  /** How sharp the bend is. @default 1 */
  readonly beta?: number;
  /** Where beta · x is greater, x itself is given. @default 20 */
  readonly threshold?: number;
}

const curve: Curve<readonly [beta: Scalar, threshold: Scalar]> = /* @__PURE__ */ defineCurve({
  name: 'softplus',
  refuses: ['softplus_cpu', 'integer', 'bool'],
  expression: (x, beta, threshold) => {
    const z = x.mul(beta);
    return z.gt(threshold).select(x, call(log1p, call(exp, z)).div(beta));
  },
  derivative: (dy, x, beta, threshold) => {
    const z = x.mul(beta);
    return z.gt(threshold).select(dy, dy.mul(call(sigmoid, z)));
  },
  curvature: (x, beta, threshold) => {
    const z = x.mul(beta);
    const s = z.sigmoid();
    return s.mul(s.neg().add(1)).mul(beta).maskedFill(z.gt(threshold), 0);
  },
});

/**
 * ln(1 + e^(beta · x)) / beta: a `relu` without the corner.
 *
 * @throws NnError 'DTYPE' for integers and booleans
 * @example
 * import { softplus, tensor } from '@nn/nn';
 *
 * softplus(tensor([0, 100])).toArraySync(); // [0.6931471824645996, 100]
 */
export function softplus(x: Tensor, options: SoftplusOptions = {}): Tensor {
  return curve(x, options.beta ?? 1, options.threshold ?? 20);
}
