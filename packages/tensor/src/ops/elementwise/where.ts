import { dtypes, NnError } from '@nn/core';
import { defineElementwise, type Elementwise } from '../../elementwise.js';
import type { Operand } from '../../op.js';
import type { Tensor } from '../../tensor.js';

/**
 * `a` where the condition holds, `b` elsewhere; all three broadcast.
 *
 * @param condition booleans, or bytes that are not 0
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'DTYPE' for another condition
 * @example
 * import { tensor, where } from '@nn/nn';
 *
 * where(tensor([true, false]), tensor([1, 2]), -1).toArraySync(); // [1, -1]
 */
export const where: Elementwise<readonly [condition: Tensor, a: Operand, b: Operand]> =
  /* @__PURE__ */ defineElementwise({
    name: 'where',
    promoted: [1, 2],
    expression: (condition, a, b) => condition.to('bool').select(a, b),
    refuse: (_dtype, [{ dtype }]) => {
      if (dtype === 'bool' || dtype === 'uint8') return;
      throw new NnError(
        'DTYPE',
        `where expected condition to be a boolean tensor, but got a tensor with dtype ${dtypes[dtype].torchName}`,
        {
          op: 'where',
          details: { dtype },
          advice: 'Compare first: x.ne(0).',
        },
      );
    },
    saves: [0],
    vjp: (context) => {
      const { dy, needs } = context;
      return [null, needs[1] ? where(context.a, dy, 0) : null, needs[2] ? where(context.a, 0, dy) : null];
    },
  });
