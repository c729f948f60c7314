import type { DType } from '@nn/core';
import { buildExpression, computeType, Expr, type ExpressionGraph, type ExprType } from '@nn/core/expression';
import { operations } from './random-graph.js';

/** The dtype in which a type's values are carried in and out. */
export const carrier: Readonly<Record<ExprType, DType>> = {
  f32: 'float32',
  f64: 'float64',
  i32: 'int32',
  u32: 'int32',
  i64: 'int64',
  bool: 'bool',
};

/** One graph for every operation on `type`, conversions to every one of `types` included. */
export function singleOperations(type: ExprType, types: readonly ExprType[]): ExpressionGraph[] {
  const dtype = carrier[type];
  const [x, y] = [0, 1].map((i) => new Expr('load', computeType[dtype], [], i).to(type)) as [Expr, Expr];
  const graphs = new Map<string, ExpressionGraph>();
  for (const choice of types.flatMap((to) => operations(x, y, to))) {
    const result = choice();
    const out = carrier[result.type];
    const graph = buildExpression({ inputs: [dtype, dtype], outputs: [out] }, () => [result.to(computeType[out])]);
    graphs.set(graph.key, graph);
  }
  return [...graphs.values()];
}
