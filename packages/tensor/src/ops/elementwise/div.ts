import { NnError } from '@nn/core';
import { type Binary, defineElementwise } from '../../elementwise.js';
import type { Operand } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { floorQuotient } from './floor-divide.js';
import { flat, positions } from './slope.js';

export interface DivOptions {
  /** Round the quotient towards zero or down; integers then stay integers. @default no rounding */
  readonly roundingMode?: 'trunc' | 'floor' | null;
}

const exact: Binary = /* @__PURE__ */ defineElementwise({
  name: 'div',
  result: 'float',
  expression: (a, b) => a.div(b),
  saves: ([, b]) => positions(b, true),
  vjp: (context) => {
    const { dy, needs } = context;
    const b = context.operand(1);
    return [needs[0] ? dy.div(b) : null, needs[1] ? dy.div(b).mul(context.operand(0)).div(b).neg() : null];
  },
});

const truncated: Binary = /* @__PURE__ */ defineElementwise({
  name: 'div',
  gradName: 'DivBackward2',
  refuses: ['div_trunc_cpu', 'bool'],
  expression: (a, b) => (a.isFloating() ? a.div(b).trunc() : a.div(b)),
  saves: 'none',
  vjp: flat,
});

const floored: Binary = /* @__PURE__ */ defineElementwise({
  name: 'div',
  gradName: 'DivBackward2',
  refuses: ['div_floor_cpu', 'bool'],
  expression: floorQuotient,
  saves: 'none',
  vjp: flat,
});

/**
 * a / b, broadcast. Integers divide to float32, unless `roundingMode` says how to round them.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'OPTION' for another rounding mode, 'VALUE' for an integer divided by 0 with rounding
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([7, -7]).div(2).toArraySync(); // [3.5, -3.5]
 * tensor([7, -7]).div(2, { roundingMode: 'floor' }).toArraySync(); // [3, -4]
 * tensor([7, -7]).div(2, { roundingMode: 'trunc' }).toArraySync(); // [3, -3]
 */
export function div(a: Operand, b: Operand, options: DivOptions = {}): Tensor {
  return divider(options)(a, b);
}

/** `div` over its first operand. */
export function div_(a: Tensor, b: Operand, options: DivOptions = {}): Tensor {
  return divider(options).inPlace(a, b);
}

function divider({ roundingMode = null }: DivOptions): Binary {
  if (roundingMode === null) return exact;
  if (roundingMode === 'trunc') return truncated;
  if (roundingMode === 'floor') return floored;
  throw new NnError(
    'OPTION',
    `div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '${String(roundingMode)}'`,
    {
      op: 'div',
      details: { roundingMode },
      advice: "Pass { roundingMode: 'trunc' }, { roundingMode: 'floor' } or nothing.",
    },
  );
}
