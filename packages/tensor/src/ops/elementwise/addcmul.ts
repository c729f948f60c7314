import { dtypes, NnError, type Scalar } from '@nn/core';
import { defineElementwise, type Elementwise } from '../../elementwise.js';
import type { Tensor } from '../../tensor.js';
import { positions } from './slope.js';

export interface ValueOptions {
  /** Multiplies what is added. @default 1 */
  readonly value?: Scalar;
}

type Weighted = Elementwise<readonly [x: Tensor, a: Tensor, b: Tensor, value: Scalar]>;

const product: Weighted = /* @__PURE__ */ defineElementwise({
  name: 'addcmul',
  promoted: [0, 1, 2],
  refuses: ['addcmul_cpu_out', 'bool'],
  expression: (x, a, b, value) => x.add(a.mul(value).mul(b)),
  saves: ([, a, b]) => positions(false, b, a),
  vjp: (context) => {
    const { dy, needs } = context;
    const value = context.operand(3);
    return [dy, needs[1] ? dy.mul(context.c.mul(value)) : null, needs[2] ? dy.mul(context.b.mul(value)) : null, null];
  },
});

const quotient: Weighted = /* @__PURE__ */ defineElementwise({
  name: 'addcdiv',
  promoted: [0, 1, 2],
  refuse: (_dtype, [, a, b]) => refuseIntegers(a, b),
  expression: (x, a, b, value) => x.add(a.mul(value).div(b)),
  saves: ([, a, b]) => positions(false, b, a === true || b === true),
  vjp: (context) => {
    const { dy, needs } = context;
    const value = context.operand(3);
    const byDivisor = (): Tensor => dy.mul(context.b.mul(value).div(context.c.mul(context.c))).neg();
    return [dy, needs[1] ? dy.mul(value).div(context.c) : null, needs[2] ? byDivisor() : null, null];
  },
});

/**
 * x + value · a · b, broadcast.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'DTYPE' for booleans
 * @example
 * import { addcmul, tensor } from '@nn/nn';
 *
 * addcmul(tensor([1, 1]), tensor([2, 3]), tensor([4, 5]), { value: 0.5 }).toArraySync(); // [5, 8.5]
 */
export function addcmul(x: Tensor, a: Tensor, b: Tensor, options: ValueOptions = {}): Tensor {
  return product(x, a, b, options.value ?? 1);
}

/** `addcmul` over its first operand. */
export function addcmul_(x: Tensor, a: Tensor, b: Tensor, options: ValueOptions = {}): Tensor {
  return product.inPlace(x, a, b, options.value ?? 1);
}

/**
 * x + value · a / b, broadcast.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'DTYPE' where both a and b are integers
 * @example
 * import { addcdiv, tensor } from '@nn/nn';
 *
 * addcdiv(tensor([1, 1]), tensor([2, 3]), tensor([4, 6]), { value: 2 }).toArraySync(); // [2, 2]
 */
export function addcdiv(x: Tensor, a: Tensor, b: Tensor, options: ValueOptions = {}): Tensor {
  return quotient(x, a, b, options.value ?? 1);
}

/** `addcdiv` over its first operand. */
export function addcdiv_(x: Tensor, a: Tensor, b: Tensor, options: ValueOptions = {}): Tensor {
  return quotient.inPlace(x, a, b, options.value ?? 1);
}

function refuseIntegers(a: Tensor, b: Tensor): void {
  if (dtypes[a.dtype].category === 'floating' || dtypes[b.dtype].category === 'floating') return;
  throw new NnError('DTYPE', 'Integer division with addcdiv is no longer supported', {
    op: 'addcdiv',
    details: { dtypes: [a.dtype, b.dtype] },
    advice: "Convert with .to('float32'), or use div with { roundingMode: 'trunc' }.",
  });
}
