import { NnError } from '../errors.js';
import { linearize } from './build.js';
import { call, Expr } from './expr.js';
import type { ExpressionGraph } from './graph.js';

const lowered = new WeakMap<ExpressionGraph, ExpressionGraph>();

/**
 * The same graph with every named function of float32 replaced by basic operations. What remains named is float64.
 * A function without a float32 lowering is computed in float64 and rounded once.
 */
export function lower(graph: ExpressionGraph): ExpressionGraph {
  const known = lowered.get(graph);
  if (known !== undefined) return known;
  const result = graph.nodes.some((node) => node.op === 'call' && node.type === 'f32') ? rewrite(graph) : graph;
  lowered.set(graph, result);
  return result;
}

function rewrite(graph: ExpressionGraph): ExpressionGraph {
  const values: Expr[] = [];
  for (const node of graph.nodes) {
    const args = node.args.map((at) => values[at]!);
    values.push(
      node.op === 'call' && node.type === 'f32'
        ? lowerCall(node.fn!, args)
        : new Expr(node.op, node.type, args, node.index, node.value, node.fn),
    );
  }
  return linearize(
    {
      inputs: graph.inputs,
      scalars: graph.scalars,
      outputs: graph.outputs.map((o) => o.dtype),
      reduction: graph.reduction,
    },
    graph.outputs.map((o) => values[o.node]!),
  );
}

function lowerCall(fn: NonNullable<Expr['fn']>, args: readonly Expr[]): Expr {
  if (fn.lowerFloat32 === undefined) return call(fn, ...args.map((x) => x.to('f64'))).to('f32');
  const result = inline(fn.lowerFloat32(...args));
  if (result.type !== 'f32')
    throw new NnError('EXPRESSION', `expression: ${fn.name} is lowered to ${result.type}`, {
      details: { fn: fn.name },
    });
  return result;
}

/** A lowering may use other named functions of float32. */
function inline(root: Expr): Expr {
  const done = new Map<Expr, Expr>();
  const visit = (expr: Expr): Expr => {
    const known = done.get(expr);
    if (known !== undefined) return known;
    const args = expr.args.map(visit);
    const result =
      expr.op === 'call' && expr.type === 'f32'
        ? lowerCall(expr.fn!, args)
        : new Expr(expr.op, expr.type, args, expr.index, expr.value, expr.fn);
    done.set(expr, result);
    return result;
  };
  return visit(root);
}
