import { type DType, NnError } from '@nn/core';
import { type Binary, defineElementwise } from '../../elementwise.js';
import type { Operand } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { type AlphaOptions, checkAlpha, type Scaled } from './add.js';

const plain: Binary = /* @__PURE__ */ defineElementwise({
  name: 'sub',
  expression: (a, b) => a.sub(b),
  refuse: refuseBooleans,
  saves: 'none',
  vjp: ({ dy, needs }) => [dy, needs[1] ? dy.neg() : null],
});

const scaled: Scaled = /* @__PURE__ */ defineElementwise({
  name: 'sub',
  promoted: [0, 1],
  expression: (a, b, alpha) => a.sub(b.mul(alpha)),
  refuse: (dtype, operands) => {
    refuseBooleans(dtype, operands);
    checkAlpha('sub', dtype, operands[2]);
  },
  saves: 'none',
  vjp: (context) => [context.dy, context.needs[1] ? context.dy.mul(context.operand(2)).neg() : null, null],
});

/**
 * a − alpha · b, broadcast.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'DTYPE' for booleans on either side and a fractional alpha on integers
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([10, 20]).sub(tensor([1, 2]), { alpha: 3 }).toArraySync(); // [7, 14]
 */
export function sub(a: Operand, b: Operand, options: AlphaOptions = {}): Tensor {
  const { alpha } = options;
  return alpha === undefined || alpha === 1 ? plain(a, b) : scaled(a, b, alpha);
}

/** `sub` over its first operand. */
export function sub_(a: Tensor, b: Operand, options: AlphaOptions = {}): Tensor {
  const { alpha } = options;
  return alpha === undefined || alpha === 1 ? plain.inPlace(a, b) : scaled.inPlace(a, b, alpha);
}

const reversed: Scaled = /* @__PURE__ */ defineElementwise({
  name: 'rsub',
  overload: ([, b]) => (typeof b === 'object' ? 0 : 1),
  promoted: [0, 1],
  expression: (a, b, alpha) => b.sub(a.mul(alpha)),
  refuse: (dtype, operands) => {
    refuseBooleans(dtype, operands);
    checkAlpha('rsub', dtype, operands[2]);
  },
  saves: 'none',
  vjp: (context) => [context.needs[0] ? context.dy.mul(context.operand(2)).neg() : null, context.dy, null],
});

/**
 * b − alpha · a: `sub` from the other side.
 *
 * @throws NnError as `sub`
 * @example
 * import { rsub, tensor } from '@nn/nn';
 *
 * rsub(tensor([1, 2]), 10).toArraySync(); // [9, 8]
 */
export function rsub(a: Operand, b: Operand, options: AlphaOptions = {}): Tensor {
  return reversed(a, b, options.alpha ?? 1);
}

function refuseBooleans(_dtype: DType, [a, b]: readonly Operand[]): void {
  const [left, right] = [isBoolean(a!), isBoolean(b!)];
  if (!left && !right) return;
  const sentence =
    left && right
      ? 'Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.'
      : 'Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.';
  throw new NnError('DTYPE', sentence, { op: 'sub', advice: 'Here they are logicalXor() and logicalNot().' });
}

function isBoolean(operand: Operand): boolean {
  return typeof operand === 'object' ? operand.dtype === 'bool' : typeof operand === 'boolean';
}
