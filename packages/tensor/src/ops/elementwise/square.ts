import { NnError } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { type Curve, defineCurve } from './slope.js';

const product: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'pow',
  expression: (x) => x.mul(x),
  derivative: (dy, x) => dy.mul(x.add(x)),
  curvature: () => 2,
});

/**
 * x². Integers stay integers; booleans give int64.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([-2, 3]).square().toArraySync(); // [4, 9]
 */
export function square(x: Tensor): Tensor {
  return product(x.dtype === 'bool' ? x.to('int64') : x);
}

/** `square` over its operand. */
export function square_(x: Tensor): Tensor {
  if (x.dtype === 'bool') {
    throw new NnError('DTYPE', "result type Long can't be cast to the desired output type Bool", {
      op: 'square_',
      advice: 'Use square without the underscore.',
    });
  }
  return product.inPlace(x);
}
