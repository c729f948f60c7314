import { type Binary, defineElementwise } from '../../elementwise.js';
import type { Operand, VjpContext } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { div } from './div.js';
import { floorRemainder } from './floor-divide.js';
import { positions } from './slope.js';

/**
 * a − b · ⌊a / b⌋, broadcast: Python's `%`, with the sign of the divisor.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'DTYPE' for booleans, 'VALUE' for an integer divided by 0
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([7, -7]).remainder(3).toArraySync(); // [1, 2]
 */
export const remainder: Binary = /* @__PURE__ */ defineElementwise({
  name: 'remainder',
  overload,
  refuses: ['remainder_cpu', 'bool'],
  expression: floorRemainder,
  saves: ([, b]) => positions(b, b),
  vjp: (context) => leftOver(context, 'floor'),
});

/**
 * What division with truncation leaves, broadcast: C's `fmod`, with the sign of the dividend.
 *
 * @throws NnError as `remainder`
 * @example
 * import { fmod, tensor } from '@nn/nn';
 *
 * fmod(tensor([7, -7]), 3).toArraySync(); // [1, -1]
 */
export const fmod: Binary = /* @__PURE__ */ defineElementwise({
  name: 'fmod',
  overload,
  refuses: ['fmod_cpu', 'bool'],
  expression: (a, b) => a.rem(b),
  saves: ([, b]) => positions(b, b),
  vjp: (context) => leftOver(context, 'trunc'),
});

function overload([, b]: readonly [a: Operand, b: Operand]): number {
  return typeof b === 'object' ? 1 : 0;
}

function leftOver(context: VjpContext<null>, roundingMode: 'floor' | 'trunc'): readonly (Tensor | null)[] {
  const { dy, needs } = context;
  return [dy, needs[1] ? dy.mul(div(context.operand(0), context.operand(1), { roundingMode })).neg() : null];
}
