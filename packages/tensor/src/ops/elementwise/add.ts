import { type DType, dtypes, NnError, type Scalar } from '@nn/core';
import { type Binary, defineElementwise, type Elementwise } from '../../elementwise.js';
import type { Operand } from '../../op.js';
import type { Tensor } from '../../tensor.js';

export interface AlphaOptions {
  /** Multiplies the second operand. @default 1 */
  readonly alpha?: Scalar;
}

/** @internal a, b, and what multiplies b: a plain value that has no say in the dtype. */
export type Scaled = Elementwise<readonly [a: Operand, b: Operand, alpha: Scalar]>;

const plain: Binary = /* @__PURE__ */ defineElementwise({
  name: 'add',
  expression: (a, b) => a.add(b),
  saves: 'none',
  vjp: ({ dy }) => [dy, dy],
});

const scaled: Scaled = /* @__PURE__ */ defineElementwise({
  name: 'add',
  promoted: [0, 1],
  expression: (a, b, alpha) => a.add(b.mul(alpha)),
  refuse: (dtype, [, , alpha]) => checkAlpha('add', dtype, alpha),
  saves: 'none',
  vjp: (context) => [context.dy, context.needs[1] ? context.dy.mul(context.operand(2)) : null, null],
});

/**
 * a + alpha · b, broadcast; booleans add as logical or.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'DTYPE' for a fractional alpha on integers
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2]).add(tensor([10, 20]), { alpha: 2 }).toArraySync(); // [21, 42]
 */
export function add(a: Operand, b: Operand, options: AlphaOptions = {}): Tensor {
  const { alpha } = options;
  return alpha === undefined || alpha === 1 ? plain(a, b) : scaled(a, b, alpha);
}

/** `add` over its first operand. */
export function add_(a: Tensor, b: Operand, options: AlphaOptions = {}): Tensor {
  const { alpha } = options;
  return alpha === undefined || alpha === 1 ? plain.inPlace(a, b) : scaled.inPlace(a, b, alpha);
}

/** @internal */
export function checkAlpha(op: string, dtype: DType, alpha: Scalar): void {
  if (typeof alpha === 'boolean' && dtype !== 'bool') {
    throw new NnError('DTYPE', 'Boolean alpha only supported for Boolean results.', { op, details: { dtype, alpha } });
  }
  if (typeof alpha === 'number' && !Number.isInteger(alpha) && dtypes[dtype].category !== 'floating') {
    throw new NnError('DTYPE', 'For integral input tensors, argument alpha must not be a floating point number.', {
      op,
      details: { dtype, alpha },
    });
  }
}
