import { NnError } from '@nn/core';
import { defineElementwise, type Unary } from '../../elementwise.js';
import type { Tensor } from '../../tensor.js';

/**
 * −x.
 *
 * @throws NnError 'DTYPE' for booleans
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, -2]).neg().toArraySync(); // [-1, 2]
 */
export const neg: Unary = /* @__PURE__ */ defineElementwise({
  name: 'neg',
  expression: (x) => x.neg(),
  refuse: (dtype) => {
    if (dtype === 'bool') {
      throw new NnError(
        'DTYPE',
        'Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.',
        { op: 'neg', advice: 'Use logicalNot().' },
      );
    }
  },
  saves: 'none',
  vjp: ({ dy }) => [dy.neg()],
});

/**
 * The tensor itself: what a unary plus means.
 *
 * @throws NnError 'DTYPE' for booleans
 * @example
 * import { positive, tensor } from '@nn/nn';
 *
 * positive(tensor([1, -2])).toArraySync(); // [1, -2]
 */
export function positive(x: Tensor): Tensor {
  if (x.dtype === 'bool')
    throw new NnError('DTYPE', 'The `+` operator, on a bool tensor is not supported.', { op: 'positive' });
  return x;
}
