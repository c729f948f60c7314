import { formatConstant } from './build.js';
import type { ExpressionGraph, GraphNode } from './graph.js';

/**
 * An expression as text, one line a node; `parseExpression` reads it back.
 *
 * @example
 * import { buildExpression, printExpression } from '@nn/core/expression';
 *
 * const graph = buildExpression({ inputs: ['float32'], outputs: ['float32'] }, ([x]) => [x!.max(0)]);
 * printExpression(graph);
 * // inputs float32
 * // scalars
 * // %0 = load f32 0
 * // %1 = const f32 0
 * // %2 = max f32 %0 %1
 * // outputs %2:float32
 */
export function printExpression(graph: ExpressionGraph): string {
  const lines = [
    ['inputs', ...graph.inputs].join(' '),
    ['scalars', ...graph.scalars].join(' '),
    ...graph.nodes.map((node, i) => `%${i} = ${printNode(node)}`),
    ['outputs', ...graph.outputs.map((o) => `%${o.node}:${o.dtype}`)].join(' '),
  ];
  if (graph.reduction !== null) lines.push(`reduction ${graph.reduction.kind} ${graph.reduction.axes.join(',')}`);
  return lines.join('\n');
}

function printNode(node: GraphNode): string {
  const own =
    node.value !== undefined
      ? [formatConstant(node.value)]
      : node.fn !== undefined
        ? [node.fn.name]
        : node.index !== undefined
          ? [`${node.index}`]
          : [];
  return [node.op, node.type, ...own, ...node.args.map((at) => `%${at}`)].join(' ');
}
