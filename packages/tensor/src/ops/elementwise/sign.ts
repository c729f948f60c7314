import { defineElementwise, type Unary } from '../../elementwise.js';
import { signOf } from './expressions.js';
import { flat } from './slope.js';

/**
 * 1 where x is positive, −1 where it is negative, else 0, NaN included.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([-2, 0, 3]).sign().toArraySync(); // [-1, 0, 1]
 */
export const sign: Unary = /* @__PURE__ */ defineElementwise({
  name: 'sign',
  expression: signOf,
  saves: 'none',
  vjp: flat,
});

/**
 * `sign`, by the name that PyTorch gives it for complex numbers too.
 *
 * @example
 * import { sgn, tensor } from '@nn/nn';
 *
 * sgn(tensor([-2, 0, 3])).toArraySync(); // [-1, 0, 1]
 */
export const sgn: Unary = /* @__PURE__ */ defineElementwise({
  name: 'sgn',
  expression: signOf,
  saves: 'none',
  vjp: flat,
});
