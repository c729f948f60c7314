import { call, exp, log1p } from '@nn/core/expression';
import { defineElementwise, type Elementwise } from '../../elementwise.js';
import type { Tensor } from '../../tensor.js';
import { larger } from './expressions.js';

/**
 * ln(e^a + e^b), broadcast, without overflow on the way.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'DTYPE' for integers
 * @example
 * import { logaddexp, tensor } from '@nn/nn';
 *
 * logaddexp(tensor([1000]), tensor([1000])).toArraySync(); // [1000.6931762695312]
 */
export const logaddexp: Elementwise<readonly [a: Tensor, b: Tensor]> = /* @__PURE__ */ defineElementwise({
  name: 'logaddexp',
  refuses: ['logaddexp_cpu', 'integer', 'bool'],
  expression: (a, b) => {
    const greater = larger(a, b);
    const sum = greater.add(call(log1p, call(exp, a.sub(b).abs().neg())));
    return a.abs().eq(Infinity).and(a.eq(b)).select(a, sum);
  },
  vjp: ({ dy, a, b, needs }) => [
    needs[0] ? dy.mul(a.sub(b).sigmoid()) : null,
    needs[1] ? dy.mul(b.sub(a).sigmoid()) : null,
  ],
});
