import { NnError } from '../errors.js';
import type { ExprOp, ExprType } from './types.js';

/**
 * A function that no machine has as one instruction: `exp`, `tanh`, `erf`. In an expression it is one node; before a backend reads
 * a graph, `lower` replaces it, on float32, by operations that give the same bits everywhere.
 */
export interface NamedFunction {
  /** Unique; what a graph prints. */
  readonly name: string;
  readonly arity: 1 | 2;
  /**
   * The float32 value from basic operations, with the stated accuracy. Where absent, the function is computed in float64 and rounded.
   */
  readonly lowerFloat32?: (...operands: readonly Expr[]) => Expr;
  /** The float64 value on the host. */
  readonly float64: (x: number, y: number) => number;
}

/** A number that stands for a constant of the other operand's type. */
export type Operand = Expr | number | bigint | boolean;

/**
 * A value of an expression under construction. Immutable; methods give new values. Numbers become constants of the receiver's type.
 *
 * @example
 * import { buildExpression } from '@nn/core/expression';
 *
 * buildExpression({ inputs: ['float32'], outputs: ['float32'] }, ([x]) => [x!.mul(x!).add(1).sqrt()]);
 */
export class Expr {
  constructor(
    readonly op: ExprOp,
    readonly type: ExprType,
    readonly args: readonly Expr[],
    readonly index: number | undefined = undefined,
    readonly value: number | bigint | boolean | undefined = undefined,
    readonly fn: NamedFunction | undefined = undefined,
  ) {}

  add(other: Operand): Expr {
    return this.arithmetic('add', other);
  }
  sub(other: Operand): Expr {
    return this.arithmetic('sub', other);
  }
  mul(other: Operand): Expr {
    return this.arithmetic('mul', other);
  }
  /** IEEE division on floats, truncating on integers. */
  div(other: Operand): Expr {
    return this.arithmetic('div', other);
  }
  /** The remainder of truncating division: the dividend's sign, C's fmod. */
  rem(other: Operand): Expr {
    return this.arithmetic('rem', other);
  }
  /** The smaller; NaN if either is. */
  min(other: Operand): Expr {
    return this.arithmetic('min', other);
  }
  /** The greater; NaN if either is. */
  max(other: Operand): Expr {
    return this.arithmetic('max', other);
  }
  neg(): Expr {
    return this.numeric('neg');
  }
  abs(): Expr {
    return this.numeric('abs');
  }
  sqrt(): Expr {
    return this.floating('sqrt');
  }
  floor(): Expr {
    return this.floating('floor');
  }
  ceil(): Expr {
    return this.floating('ceil');
  }
  trunc(): Expr {
    return this.floating('trunc');
  }
  /** To the nearest whole number, ties to even. */
  round(): Expr {
    return this.floating('round');
  }

  lt(other: Operand): Expr {
    return this.compare('lt', other);
  }
  le(other: Operand): Expr {
    return this.compare('le', other);
  }
  eq(other: Operand): Expr {
    return this.compare('eq', other);
  }
  gt(other: Operand): Expr {
    return this.constant(other).compare('lt', this);
  }
  ge(other: Operand): Expr {
    return this.constant(other).compare('le', this);
  }
  ne(other: Operand): Expr {
    return this.eq(other).not();
  }
  isNaN(): Expr {
    return this.ne(this);
  }

  /** Bitwise on integers, logical on booleans. */
  and(other: Operand): Expr {
    return this.bits('and', other);
  }
  or(other: Operand): Expr {
    return this.bits('or', other);
  }
  xor(other: Operand): Expr {
    return this.bits('xor', other);
  }
  not(): Expr {
    return this.unary('not', this.isInteger() || this.type === 'bool');
  }
  shl(other: Operand): Expr {
    return this.binary('shl', other, this.isInteger(), this.type);
  }
  shr(other: Operand): Expr {
    return this.binary('shr', other, this.isInteger(), this.type);
  }

  /** `this ? yes : no`, both of one type. */
  select(yes: Expr, no: Operand): Expr {
    const other = yes.constant(no);
    if (this.type !== 'bool' || other.type !== yes.type) throw mistyped('select', this, yes, other);
    return new Expr('select', yes.type, [this, yes, other]);
  }

  /** The value in another type: float to integer truncates and saturates, anything to bool is ≠ 0. */
  to(type: ExprType): Expr {
    if (type === this.type) return this;
    if (type === 'bool') return this.ne(0);
    return new Expr('cast', type, [this]);
  }

  /** The same 32 bits read as f32, i32 or u32. */
  bitcast(type: 'f32' | 'i32' | 'u32'): Expr {
    if (type === this.type) return this;
    if (this.type !== 'f32' && this.type !== 'i32' && this.type !== 'u32') throw mistyped('bitcast', this);
    return new Expr('bitcast', type, [this]);
  }

  /** `other` as a value of this type. */
  constant(other: Operand): Expr {
    return other instanceof Expr ? other : constantOf(this.type, other);
  }

  isInteger(): boolean {
    return this.type === 'i32' || this.type === 'u32' || this.type === 'i64';
  }

  isFloating(): boolean {
    return this.type === 'f32' || this.type === 'f64';
  }

  private arithmetic(op: ExprOp, other: Operand): Expr {
    return this.binary(op, other, this.type !== 'bool', this.type);
  }

  private compare(op: ExprOp, other: Operand): Expr {
    return this.binary(op, other, true, 'bool');
  }

  private bits(op: ExprOp, other: Operand): Expr {
    return this.binary(op, other, this.isInteger() || this.type === 'bool', this.type);
  }

  private numeric(op: ExprOp): Expr {
    return this.unary(op, this.type !== 'bool');
  }

  private floating(op: ExprOp): Expr {
    return this.unary(op, this.isFloating());
  }

  private unary(op: ExprOp, allowed: boolean): Expr {
    if (!allowed) throw mistyped(op, this);
    return new Expr(op, this.type, [this]);
  }

  private binary(op: ExprOp, other: Operand, allowed: boolean, type: ExprType): Expr {
    const right = this.constant(other);
    if (!allowed || right.type !== this.type) throw mistyped(op, this, right);
    return new Expr(op, type, [this, right]);
  }
}

/** A constant; a number that the type cannot hold is rounded (f32) or wrapped (integers). */
export function constantOf(type: ExprType, value: number | bigint | boolean): Expr {
  return new Expr('const', type, [], undefined, normalizeConstant(type, value));
}

function normalizeConstant(type: ExprType, value: number | bigint | boolean): number | bigint | boolean {
  switch (type) {
    case 'bool':
      return Boolean(value);
    case 'f32':
      return Math.fround(Number(value));
    case 'f64':
      return Number(value);
    case 'i64':
      return BigInt.asIntN(64, wholeNumber(type, value));
    case 'i32':
      return Number(BigInt.asIntN(32, wholeNumber(type, value)));
    case 'u32':
      return Number(BigInt.asUintN(32, wholeNumber(type, value)));
  }
}

function wholeNumber(type: ExprType, value: number | bigint | boolean): bigint {
  if (typeof value !== 'number') return BigInt(value);
  if (Number.isFinite(value)) return BigInt(Math.trunc(value));
  throw new NnError('EXPRESSION', `expression: ${value} is no constant of type ${type}`, {
    op: 'const',
    details: { type, value },
  });
}

/** A named function of one or two floating values of one type. */
export function call(fn: NamedFunction, ...operands: readonly Expr[]): Expr {
  const first = operands[0];
  if (
    first === undefined ||
    operands.length !== fn.arity ||
    !operands.every((x) => x.isFloating() && x.type === first.type)
  ) {
    throw mistyped(fn.name, ...operands);
  }
  return new Expr('call', first.type, operands, undefined, undefined, fn);
}

function mistyped(op: string, ...operands: readonly Expr[]): NnError {
  return new NnError('EXPRESSION', `expression: ${op} does not take ${operands.map((x) => x.type).join(', ')}`, {
    op,
    details: { types: operands.map((x) => x.type) },
    advice: 'Cast with .to(type) first.',
  });
}
