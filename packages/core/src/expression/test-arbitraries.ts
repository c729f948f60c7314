import * as fc from 'fast-check';
import type { DType } from '../dtype.js';
import {
  buildExpression,
  call,
  computeType,
  Expr,
  type ExpressionGraph,
  type ExprType,
  namedFunctions,
} from './index.js';
import type { Value } from './test-support.js';

const inputs: readonly DType[] = ['float32', 'float64', 'int32', 'int64', 'bool', 'float16', 'uint8'];
const scalars: readonly ExprType[] = ['f32', 'f64', 'i64', 'u32'];
const dtypeOf: Readonly<Record<ExprType, DType | null>> = {
  f32: 'float32',
  f64: 'float64',
  i32: 'int32',
  u32: null,
  i64: 'int64',
  bool: 'bool',
};

const unary = ['neg', 'abs', 'sqrt', 'floor', 'ceil', 'trunc', 'round', 'not'] as const;
const binary = [
  'add',
  'sub',
  'mul',
  'div',
  'rem',
  'min',
  'max',
  'lt',
  'le',
  'eq',
  'gt',
  'ge',
  'ne',
  'and',
  'or',
  'xor',
] as const;

interface Choice {
  readonly kind: number;
  readonly which: number;
  readonly operands: readonly [number, number, number];
  readonly constant: number;
}

const choice: fc.Arbitrary<Choice> = fc.record({
  kind: fc.nat(9),
  which: fc.nat(999),
  operands: fc.tuple(fc.nat(999), fc.nat(999), fc.nat(999)),
  constant: fc.oneof(fc.double(), fc.integer()),
});

/** The next value out of those there are; null where the choice does not fit their types. */
function next({ kind, which, operands, constant }: Choice, pool: readonly Expr[]): Expr | null {
  const a = pool[operands[0] % pool.length]!;
  const same = pool.filter((value) => value.type === a.type);
  const b = same[operands[1] % same.length]!;
  const integer = a.isInteger();
  if (kind <= 3) {
    const name = binary[which % binary.length]!;
    // Dividing whole numbers by 0 is refused by backends.
    if (integer && (name === 'div' || name === 'rem')) return null;
    if ((name === 'and' || name === 'or' || name === 'xor') && a.isFloating()) return null;
    if (a.type === 'bool' && binary.indexOf(name) < 9) return null;
    return a[name](b);
  }
  if (kind === 4) {
    const name = unary[which % unary.length]!;
    if (name === 'not' ? a.isFloating() : name === 'neg' || name === 'abs' ? a.type === 'bool' : !a.isFloating())
      return null;
    return a[name]();
  }
  if (kind === 5) return a.to((['f32', 'f64', 'i32', 'u32', 'i64', 'bool'] as const)[which % 6]!);
  if (kind === 6) {
    if (integer) return which % 2 === 0 ? a.shl(which % 31) : a.shr(which % 31);
    if (a.type === 'bool') return a.select(pool[0]!, constant);
    return a.type === 'f32' ? a.bitcast(which % 2 === 0 ? 'i32' : 'u32') : null;
  }
  if (kind === 7) {
    const conditions = pool.filter((value) => value.type === 'bool');
    return conditions[which % conditions.length]!.select(a, b);
  }
  if (kind === 8) {
    const value = integer ? Math.trunc(Number.isFinite(constant) ? constant : 3) : constant;
    return a.type === 'bool' ? null : a.add(value);
  }
  const fn = namedFunctions[which % namedFunctions.length]!;
  return a.isFloating() ? call(fn, ...[a, b].slice(0, fn.arity)) : null;
}

/** Expressions of all types over the same inputs and parameters, some with a reduction. */
export const graphs: fc.Arbitrary<ExpressionGraph> = fc
  .record({
    choices: fc.array(choice, { minLength: 1, maxLength: 25 }),
    outputs: fc.array(fc.nat(999), { minLength: 1, maxLength: 3 }),
    fold: fc.boolean(),
  })
  .map(({ choices, outputs, fold }) => {
    const pool = [
      ...inputs.map((dtype, i) => new Expr('load', computeType[dtype], [], i)),
      ...scalars.map((type, i) => new Expr('scalar', type, [], i)),
    ];
    for (const made of choices) {
      const value = next(made, pool);
      if (value !== null) pool.push(value);
    }
    const results = outputs
      .map((at) => pool.at(-1 - (at % Math.min(pool.length, 8)))!)
      .filter((value) => dtypeOf[value.type] !== null);
    if (results.length === 0) results.push(pool[0]!);
    return buildExpression(
      {
        inputs,
        scalars,
        outputs: results.map((value) => dtypeOf[value.type]!),
        reduction: fold ? { kind: 'max', axes: [0] } : null,
      },
      () => results,
    );
  });

const float32 = fc.float();

/** Values for the inputs and parameters of `graphs`. */
export const inputValues: fc.Arbitrary<{ readonly inputs: readonly Value[]; readonly scalars: readonly Value[] }> =
  fc.record({
    inputs: fc.tuple(
      float32,
      fc.double(),
      fc.integer(),
      fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
      fc.boolean(),
      float32,
      fc.nat(255),
    ),
    scalars: fc.tuple(float32, fc.double(), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.nat(2 ** 31 - 1)),
  });
