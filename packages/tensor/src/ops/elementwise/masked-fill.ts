import { type DType, dtypes, NnError } from '@nn/core';
import { defineElementwise, type Elementwise } from '../../elementwise.js';
import type { Operand } from '../../op.js';
import { checkScalar } from '../../scalar.js';
import type { Tensor } from '../../tensor.js';
import { where } from './where.js';

/**
 * `value` where the mask holds, `x` elsewhere; the result has x's dtype.
 *
 * @param mask booleans, broadcast with x
 * @param value a number or a 0-d tensor, converted to x's dtype
 * @throws NnError 'SHAPE' where the shapes do not broadcast or the value has axes, 'DTYPE' for another mask, 'VALUE' for a value that x's dtype cannot hold
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2]).maskedFill(tensor([true, false]), -1).toArraySync(); // [-1, 2]
 */
export const maskedFill: Elementwise<readonly [x: Tensor, mask: Tensor, value: Operand]> =
  /* @__PURE__ */ defineElementwise({
    name: 'maskedFill',
    overload: ([, , value]) => (typeof value === 'object' ? 1 : 0),
    promoted: [0],
    expression: (x, mask, value) => mask.to('bool').select(value.to(x.type), x),
    refuse: refuseFill,
    saves: [1],
    vjp: (context) => {
      const { dy, needs } = context;
      return [needs[0] ? maskedFill(dy, context.b, 0) : null, null, needs[2] ? where(context.b, dy, 0) : null];
    },
  });

function refuseFill(dtype: DType, [, mask, value]: readonly [x: Tensor, mask: Tensor, value: Operand]): void {
  if (mask.dtype !== 'bool' && mask.dtype !== 'uint8') {
    throw new NnError('DTYPE', `expected mask dtype to be Bool but got ${dtypes[mask.dtype].torchName}`, {
      op: 'maskedFill',
      details: { dtype: mask.dtype },
      advice: 'Compare first: mask.ne(0).',
    });
  }
  if (typeof value !== 'object') checkScalar(value, dtype, 'maskedFill');
  else if (value.ndim > 0) {
    throw new NnError(
      'SHAPE',
      `masked_fill_ only supports a 0-dimensional value tensor, but got tensor with ${value.ndim} dimension(s).`,
      {
        op: 'maskedFill',
        details: { shape: value.shape },
        advice: 'Use where(mask, value, x).',
      },
    );
  }
}
