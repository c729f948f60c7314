import type { DType } from '../dtype.js';
import { NnError } from '../errors.js';
import { Expr } from './expr.js';
import type { ExpressionGraph, GraphNode } from './graph.js';
import { computeType, type ExprType } from './types.js';

/** What an expression reads and writes. */
export interface Signature {
  readonly inputs: readonly DType[];
  readonly scalars?: readonly ExprType[];
  readonly outputs: readonly DType[];
  readonly reduction?: ExpressionGraph['reduction'];
}

/**
 * The graph of an expression. Inputs arrive in their compute type; outputs are converted to their dtype when stored. Equal
 * subexpressions become one node.
 *
 * @throws NnError 'EXPRESSION' where an output is missing, or its type is not its dtype's compute type.
 */
export function buildExpression(
  signature: Signature,
  body: (inputs: readonly Expr[], scalars: readonly Expr[]) => readonly Expr[],
): ExpressionGraph {
  const inputs = signature.inputs.map((dtype, i) => new Expr('load', computeType[dtype], [], i));
  const scalars = (signature.scalars ?? []).map((type, i) => new Expr('scalar', type, [], i));
  return linearize(signature, body(inputs, scalars));
}

/** @internal Puts roots into a graph of `signature`: operands before their users, every distinct operation once. */
export function linearize(signature: Signature, roots: readonly Expr[]): ExpressionGraph {
  if (roots.length !== signature.outputs.length) {
    throw new NnError('EXPRESSION', `expression: ${roots.length} results for ${signature.outputs.length} outputs`, {
      details: { results: roots.length, outputs: signature.outputs.length },
      advice: 'Return one value for every dtype in outputs.',
    });
  }
  const nodes: GraphNode[] = [];
  const byText = new Map<string, number>();
  const texts: string[] = [];
  const places = new Map<Expr, number>();

  const place = (expr: Expr): number => {
    const known = places.get(expr);
    if (known !== undefined) return known;
    const args = expr.args.map(place);
    const text = nodeText(expr, args);
    let at = byText.get(text);
    if (at === undefined) {
      at = nodes.length;
      nodes.push(nodeOf(expr, args));
      byText.set(text, at);
      texts.push(text);
    }
    places.set(expr, at);
    return at;
  };

  const outputs = roots.map((root, i) => {
    const dtype = signature.outputs[i]!;
    if (root.type !== computeType[dtype]) {
      throw new NnError(
        'EXPRESSION',
        `expression: output ${i} is ${root.type}, but ${dtype} is stored from ${computeType[dtype]}`,
        {
          details: { output: i, type: root.type, dtype },
          advice: 'Cast with .to(type).',
        },
      );
    }
    return { node: place(root), dtype };
  });
  const reduction = signature.reduction ?? null;
  const scalars = signature.scalars ?? [];
  const key = [
    signature.inputs.join(),
    scalars.join(),
    texts.join(';'),
    outputs.map((o) => `${o.node}:${o.dtype}`).join(),
    reduction === null ? '' : `${reduction.kind}:${reduction.axes.join()}`,
  ].join('|');
  return { nodes, inputs: signature.inputs, scalars, outputs, reduction, key };
}

function nodeOf(expr: Expr, args: readonly number[]): GraphNode {
  return {
    op: expr.op,
    type: expr.type,
    args,
    ...(expr.index === undefined ? {} : { index: expr.index }),
    ...(expr.value === undefined ? {} : { value: expr.value }),
    ...(expr.fn === undefined ? {} : { fn: expr.fn }),
  };
}

function nodeText(expr: Expr, args: readonly number[]): string {
  const own = expr.value !== undefined ? formatConstant(expr.value) : (expr.fn?.name ?? expr.index ?? '');
  return `${expr.op}.${expr.type} ${own} ${args.join(' ')}`;
}

/** @internal The shortest text that reads back to the same value: NaN, infinities and −0 included. */
export function formatConstant(value: number | bigint | boolean): string {
  if (Object.is(value, -0)) return '-0';
  return typeof value === 'bigint' ? `${value}n` : String(value);
}
