import type { DType, Scalar } from '@nn/core';
import {
  buildExpression,
  call,
  computeType,
  Expr,
  type ExpressionGraph,
  type ExprType,
  type NamedFunction,
} from '@nn/core/expression';
import { below, randomElement } from './views.js';

const allTypes: readonly ExprType[] = ['f32', 'f64', 'i32', 'u32', 'i64', 'bool'];
const allDTypes: readonly DType[] = ['float32', 'float64', 'int32', 'int64', 'uint8', 'bool', 'float16', 'bfloat16'];

/** Computed in float64 and rounded: no lowering. */
export const hypotenuse: NamedFunction = {
  name: 'test.hypotenuse',
  arity: 2,
  float64: (x, y) => Math.sqrt(x * x + y * y),
};

/** Lowered to operations on bits. */
export const withoutSign: NamedFunction = {
  name: 'test.withoutSign',
  arity: 1,
  lowerFloat32: (x) => x.bitcast('u32').and(0x7fffffff).bitcast('f32'),
  float64: (x) => Math.abs(x),
};

type Random = () => number;

const arithmetic = ['add', 'sub', 'mul', 'min', 'max'] as const;

function operation(random: Random, pool: readonly Expr[], types: readonly ExprType[]): Expr {
  const pick = (list: readonly Expr[]): Expr => list[below(random, list.length)]!;
  const x = pick(pool);
  const alike = pool.filter((other) => other.type === x.type);
  const y = random() < 0.2 ? constant(random, x) : pick(alike);
  const choice = random();
  if (choice < 0.15) return x.to(types[below(random, types.length)]!);
  if (choice < 0.25) return x.lt(y);
  if (choice < 0.3) return x.le(y);
  if (choice < 0.35) return x.eq(y);
  if (choice < 0.45) {
    const conditions = pool.filter((other) => other.type === 'bool');
    if (conditions.length > 0) return pick(conditions).select(x, y);
  }
  if (choice < 0.5 && (x.type === 'f32' || x.type === 'i32' || x.type === 'u32')) {
    // A NaN's bits are nobody's promise.
    const numbers = x.type === 'f32' ? x.eq(x).select(x, 0) : x;
    return numbers.bitcast((['f32', 'i32', 'u32'] as const)[below(random, 3)]!);
  }
  if (x.isFloating()) {
    if (choice < 0.55) return call(hypotenuse, x, y);
    if (choice < 0.6) return call(withoutSign, x);
    if (choice < 0.75)
      return x[(['neg', 'abs', 'sqrt', 'floor', 'ceil', 'trunc', 'round'] as const)[below(random, 7)]!]();
    return x[([...arithmetic, 'div', 'rem'] as const)[below(random, 7)]!](y);
  }
  if (x.type === 'bool') return choice < 0.6 ? x.not() : x[(['and', 'or', 'xor'] as const)[below(random, 3)]!](y);
  if (choice < 0.6) return x[(['neg', 'abs', 'not'] as const)[below(random, 3)]!]();
  if (choice < 0.7) return x[(['div', 'rem'] as const)[below(random, 2)]!](y.or(1));
  return x[([...arithmetic, 'and', 'or', 'xor', 'shl', 'shr'] as const)[below(random, 10)]!](y);
}

function constant(random: Random, x: Expr): Expr {
  const values = x.isFloating()
    ? [0, -0, 1, -2.5, 0.1, NaN, Infinity, 1e30]
    : x.type === 'bool'
      ? [true, false]
      : [0, 1, -1, 7, 2147483647];
  return x.constant(values[below(random, values.length)]!);
}

/** A random graph over every type, with constants, run-time parameters, bit casts, named functions and several outputs. */
export function randomGraph(
  random: Random,
  reduction: ExpressionGraph['reduction'] = null,
  dtypes: readonly DType[] = allDTypes,
): ExpressionGraph {
  const types = dtypes.includes('int64') ? allTypes : allTypes.filter((type) => type !== 'i64');
  const inputs = Array.from({ length: 1 + below(random, 3) }, () => dtypes[below(random, dtypes.length)]!);
  const scalars = Array.from({ length: below(random, 3) }, () => types[below(random, types.length)]!);
  const outputs: DType[] = [];
  const built: { roots: Expr[] } = { roots: [] };
  const body = (loads: readonly Expr[], parameters: readonly Expr[]): readonly Expr[] => {
    const pool = [...loads, ...parameters];
    const size = 1 + below(random, 14);
    for (let i = 0; i < size; i++) pool.push(operation(random, pool, types));
    for (let i = 1 + below(random, 3); i > 0; i--) {
      const root =
        random() < 0.7 ? pool.at(-1 - below(random, Math.min(3, pool.length)))! : pool[below(random, pool.length)]!;
      const stored = root.type === 'u32' ? root.to('i32') : root;
      const fitting = dtypes.filter((dtype) => computeType[dtype] === stored.type);
      outputs.push(fitting[below(random, fitting.length)]!);
      built.roots.push(stored);
    }
    return built.roots;
  };
  return buildExpression({ inputs, scalars, outputs, reduction }, body);
}

/** Values for run-time parameters. */
export function randomScalars(types: readonly ExprType[], random: Random): Scalar[] {
  const dtypeOf: Record<ExprType, DType> = {
    f32: 'float32',
    f64: 'float64',
    i32: 'int32',
    u32: 'int32',
    i64: 'int64',
    bool: 'bool',
  };
  return types.map((type) => {
    const value = randomElement(dtypeOf[type], random);
    return type === 'u32' ? Number(value) >>> 0 : type === 'bool' ? value !== 0 : value;
  });
}
