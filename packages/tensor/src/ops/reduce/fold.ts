import { type DType, dtypes, type ReduceKind, type Scalar, type Shape } from '@nn/core';
import { buildExpression, computeType, type Expr, type ExpressionGraph } from '@nn/core/expression';
import { expandTo } from '../../elementwise.js';
import { backendOf } from '../../op.js';
import { blankFolded, withAxes } from '../../reduce.js';
import type { Tensor } from '../../tensor.js';

interface FoldDefinition {
  readonly name: string;
  readonly kind: ReduceKind;
  /** How many tensors it reads. */
  readonly inputs: number;
  /** How many run-time parameters. @default 0 */
  readonly scalars?: number;
  /** What is folded: one value or several, each into a result of its own. */
  readonly body: (inputs: readonly Expr[], scalars: readonly Expr[]) => readonly Expr[];
}

/** Folds `inputs`, broadcast to `shape` and of one dtype, over `axes` (ascending), which are kept as size 1 unless `keepdim` is false. */
type Fold = (
  inputs: readonly Tensor[],
  shape: Shape,
  axes: readonly number[],
  scalars?: readonly Scalar[],
  keepdim?: boolean,
) => readonly Tensor[];

/** @internal A reduction of an expression, in one pass: nothing between is stored. Outside the graph. */
export function defineFold(definition: FoldDefinition): Fold {
  /** By dtype and axes, packed into one number. */
  const graphs = new Map<number, ExpressionGraph>();
  const graphOf = (dtype: DType, axes: readonly number[]): ExpressionGraph => {
    let key = dtypes[dtype].index;
    for (const axis of axes) key += 16 * 2 ** axis;
    let graph = graphs.get(key);
    if (graph === undefined) {
      graph = build(definition, dtype, axes);
      graphs.set(key, graph);
    }
    return graph;
  };
  return (inputs, shape, axes, scalars = [], keepdim = true) => {
    const first = inputs[0]!;
    const backend = backendOf(definition.name, inputs);
    const graph = graphOf(first.dtype, axes);
    const outputs = graph.outputs.map(() => blankFolded(first, shape, axes, keepdim));
    backend.kernels.expression(
      inputs.map((x) => expandTo(x, shape)),
      { graph, scalars },
      keepdim ? outputs : outputs.map((output) => withAxes(output, shape, axes)),
    );
    return outputs;
  };
}

function build(
  { kind, inputs, scalars = 0, body }: FoldDefinition,
  dtype: DType,
  axes: readonly number[],
): ExpressionGraph {
  const type = computeType[dtype];
  // How many results there are, the expression says: it is built once to be counted.
  let count = 0;
  const signature = {
    inputs: new Array<DType>(inputs).fill(dtype),
    scalars: new Array<typeof type>(scalars).fill(type),
  };
  buildExpression({ ...signature, outputs: [dtype] }, (loads, parameters) => {
    const values = body(loads, parameters);
    count = values.length;
    return values.slice(0, 1);
  });
  return buildExpression(
    { ...signature, outputs: new Array<DType>(count).fill(dtype), reduction: { kind, axes } },
    body,
  );
}
