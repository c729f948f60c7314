import { type DType, dtypes, NnError, type Scalar } from '@nn/core';
import { call, type Expr, pow as powFunction } from '@nn/core/expression';
import { type Binary, defineElementwise, type Elementwise } from '../../elementwise.js';
import type { Operand } from '../../op.js';
import { checkScalar } from '../../scalar.js';
import type { Tensor } from '../../tensor.js';
import { square } from './square.js';

type NumberPower = Elementwise<readonly [x: Tensor, exponent: Scalar]>;

/** a^b where b is a tensor. */
const tensorPower: Binary = /* @__PURE__ */ defineElementwise({
  name: 'pow',
  gradName: 'PowBackward1',
  refuse: refusePower,
  expression: powerExpression,
  saves: 'both',
  vjp: (context) => {
    const { dy, needs, y } = context;
    const [a, b] = [context.operand(0), context.operand(1) as Tensor];
    const byBase = (): Tensor =>
      dy
        .mul(b)
        .mul(pow(a, b.sub(1)))
        .maskedFill(b.eq(0), 0);
    const byExponent = (): Tensor => {
      const gradient = dy.mul(y.mul(typeof a === 'object' ? a.log() : Math.log(Number(a))));
      const zero = typeof a === 'object' ? a.eq(0).logicalAnd(b.ge(0)) : Number(a) === 0 ? b.ge(0) : null;
      return zero === null ? gradient : gradient.maskedFill(zero, 0);
    };
    return [needs[0] ? byBase() : null, needs[1] ? byExponent() : null];
  },
});

/** x^n by what the key says; n decides the dtype and is in the derivative. */
const shortcuts: Readonly<Record<string, (x: Expr, n: Expr) => Expr>> = {
  any: powerExpression,
  '0.5': (x) => x.sqrt(),
  '-0.5': (x) => x.constant(1).div(x.sqrt()),
  '-1': (x) => x.constant(1).div(x),
  '-2': (x) => x.constant(1).div(x.mul(x)),
  '2': (x) => x.mul(x),
  '3': (x) => x.mul(x).mul(x),
};

const numberPowers = new Map<string, NumberPower>();

function numberPower(exponent: Scalar): NumberPower {
  const key = Object.hasOwn(shortcuts, String(exponent)) ? String(exponent) : 'any';
  let power = numberPowers.get(key);
  if (power === undefined) numberPowers.set(key, (power = defineNumberPower(shortcuts[key]!)));
  return power;
}

function defineNumberPower(expression: (x: Expr, n: Expr) => Expr): NumberPower {
  return defineElementwise({
    name: 'pow',
    operands: 2,
    refuse: refusePower,
    expression,
    saves: [0],
    vjp: (context) => {
      const n = Number(context.operand(1));
      const slope = n === 0 ? 0 : n === 1 ? 1 : n === 2 ? context.a.mul(2) : pow(context.a, n - 1).mul(n);
      return [context.dy.mul(slope), null];
    },
  });
}

/**
 * a^b, broadcast, with C's rules: x^0 and 1^y are 1 whatever the other is; a negative number to a fraction is NaN. Squares, cubes, roots
 * and reciprocals are computed as such. Integers stay integers, and wrap.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'DTYPE' for booleans, 'VALUE' for integers to a negative number
 * @example
 * import { pow, tensor } from '@nn/nn';
 *
 * tensor([1, 2, 3]).pow(2).toArraySync(); // [1, 4, 9]
 * pow(2, tensor([1, 2, 3])).toArraySync(); // [2, 4, 8]
 */
export function pow(a: Operand, b: Operand): Tensor {
  if (typeof b === 'object' || typeof a !== 'object') return tensorPower(a, b);
  return b === 2 && dtypes[a.dtype].category !== 'bool' ? square(a) : numberPower(b)(a, b);
}

/** `pow` over its first operand. */
export function pow_(a: Tensor, b: Operand): Tensor {
  return typeof b === 'object' ? tensorPower.inPlace(a, b) : numberPower(b).inPlace(a, b);
}

function powerExpression(a: Expr, b: Expr): Expr {
  return a.isFloating() ? call(powFunction, a, b) : wholePower(a, b);
}

/** By squaring, modulo the integer's range. To a negative exponent only 1 and −1 have a whole power. */
function wholePower(a: Expr, b: Expr): Expr {
  let power = a.constant(1);
  let factor = a;
  for (let bit = 0; bit < (a.type === 'i64' ? 63 : 31); bit++) {
    power = b.shr(bit).and(1).eq(1).select(power.mul(factor), power);
    factor = factor.mul(factor);
  }
  const minus = b.and(1).eq(1).select(a.constant(-1), 1);
  const fraction = a.eq(1).select(a, a.eq(-1).select(minus, 0));
  return b.lt(0).select(fraction, power);
}

function refusePower(dtype: DType, [, b]: readonly [a: Operand, b: Operand]): void {
  if (dtype === 'bool')
    throw new NnError('DTYPE', `"pow" not implemented for 'Bool'`, {
      op: 'pow',
      advice: "Convert with .to('int64') first.",
    });
  if (typeof b === 'object' || dtypes[dtype].category === 'floating') return;
  if (Number(b) < 0) {
    throw new NnError('VALUE', 'Integers to negative integer powers are not allowed.', {
      op: 'pow',
      details: { exponent: b },
      advice: "Convert with .to('float32') first.",
    });
  }
  checkScalar(b, dtype, 'pow');
}
