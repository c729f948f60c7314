import type { DType } from '@nn/core';
import { buildExpression, computeType, type Expr, type ExpressionGraph, type ExprType } from '@nn/core/expression';
import * as fc from 'fast-check';

/** A graph as the choices that make it: smaller numbers, smaller graph. */
export interface GraphPlan {
  readonly inputs: readonly DType[];
  readonly scalars: readonly ExprType[];
  readonly outputs: readonly DType[];
  readonly steps: readonly { readonly on: number; readonly op: number; readonly other: number; readonly to: number }[];
}

/** Plans of random graphs over inputs and outputs of `dtypes`, computed in `types`. */
export function graphPlan(dtypes: readonly DType[], types: readonly ExprType[]): fc.Arbitrary<GraphPlan> {
  const choice = fc.nat({ max: 1000 });
  return fc.record({
    inputs: fc.array(fc.constantFrom(...dtypes), { minLength: 1, maxLength: 3 }),
    scalars: fc.array(fc.constantFrom(...types), { maxLength: 2 }),
    outputs: fc.array(fc.constantFrom(...dtypes), { minLength: 1, maxLength: 3 }),
    steps: fc.array(fc.record({ on: choice, op: choice, other: choice, to: choice }), { maxLength: 12 }),
  });
}

/** The graph of a plan: every step applies some operation to some of the values so far. */
export function growGraph(plan: GraphPlan, types: readonly ExprType[]): ExpressionGraph {
  return buildExpression(plan, (inputs, scalars) => {
    const values = [...inputs, ...scalars];
    for (const { on, op, other, to } of plan.steps) {
      const x = values[on % values.length]!;
      const alike = values.filter((value) => value.type === x.type);
      const y = alike[other % alike.length]!;
      const choices = operations(x, y, types[to % types.length]!);
      values.push(choices[op % choices.length]!());
    }
    return plan.outputs.map((dtype, i) => values[Math.max(values.length - 1 - i, 0)]!.to(computeType[dtype]));
  });
}

/** What can be done with two values of one type. Undefined results (division by zero, shifts too far, the bits of a NaN) are kept out. */
export function operations(x: Expr, y: Expr, to: ExprType): (() => Expr)[] {
  const choices = [() => x.lt(y), () => x.le(y), () => x.eq(y), () => x.lt(y).select(x, y), () => x.to(to)];
  if (x.type === 'bool')
    return [...choices, () => x.and(y), () => x.or(y), () => x.xor(y), () => x.not(), () => x.select(y, x)];
  choices.push(
    () => x.add(y),
    () => x.sub(y),
    () => x.mul(y),
    () => x.min(y),
    () => x.max(y),
    () => x.neg(),
    () => x.abs(),
  );
  if (x.isFloating()) {
    choices.push(
      () => x.div(y),
      () => x.rem(y),
      () => x.sqrt(),
      () => x.floor(),
      () => x.ceil(),
      () => x.trunc(),
      () => x.round(),
    );
    if (x.type === 'f32')
      choices.push(() =>
        x
          .isNaN()
          .select(x.constant(0), x)
          .bitcast(to === 'u32' ? 'u32' : 'i32'),
      );
    return choices;
  }
  const divisor = y.and(7).add(1);
  const distance = y.and(x.type === 'i64' ? 63 : 31);
  choices.push(
    () => x.div(divisor),
    () => x.rem(divisor),
    () => x.and(y),
    () => x.or(y),
    () => x.xor(y),
    () => x.not(),
    () => x.shl(distance),
    () => x.shr(distance),
  );
  if (x.type !== 'i64') choices.push(() => x.bitcast(x.type === 'i32' ? 'u32' : 'i32'));
  return choices;
}
