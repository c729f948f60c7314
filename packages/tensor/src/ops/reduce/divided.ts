import type { DType } from '@nn/core';
import { buildExpression, computeType, type ExpressionGraph } from '@nn/core/expression';
import type { Tensor } from '../../tensor.js';

const quotients = /* @__PURE__ */ new Map<DType, ExpressionGraph>();

/** x / n. */
function quotientOf(dtype: DType): ExpressionGraph {
  let graph = quotients.get(dtype);
  if (graph === undefined) {
    const signature = { inputs: [dtype], scalars: [computeType[dtype]], outputs: [dtype] };
    graph = buildExpression(signature, ([x], [n]) => [x!.div(n!)]);
    quotients.set(dtype, graph);
  }
  return graph;
}

/** @internal The same tensor, a fresh one, divided in place by n, outside the graph. */
export function divided(total: Tensor, n: number): Tensor {
  const attributes = { graph: quotientOf(total.dtype), scalars: [n] };
  total.storage.backend.kernels.expression([total], attributes, [total]);
  return total;
}
