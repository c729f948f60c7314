import { type DType, dtypes, isFloating, NnError } from '@nn/core';
import { buildExpression, computeType, type ExpressionGraph } from '@nn/core/expression';
import { cast } from '../../copy.js';
import { type Op, run } from '../../op.js';
import { reduceAxes } from '../../reduce.js';
import type { Tensor } from '../../tensor.js';
import { widened } from './widened.js';
import { countOf, type Dim, type Reduced, type ReduceOptions, reducedAxes, renamed, spread } from './axes.js';

export interface MeanOptions extends ReduceOptions {
  /** Convert to this floating dtype first. @default the input's */
  readonly dtype?: DType;
}

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

const meanAll: Op<Reduced> = {
  name: 'mean',
  gradName: 'MeanBackward0',
  saves: 'none',
  forward: (inputs, { axes, keepdim }) => {
    const x = inputs[0] as Tensor;
    const total = reduceAxes('sum', x, axes, keepdim);
    const attributes = { graph: quotientOf(total.dtype), scalars: [countOf(x.shape, axes)] };
    total.storage.backend.kernels.expression([total], attributes, [total]);
    return total;
  },
  vjp: ({ dy, attributes, shapes }) => {
    const shape = shapes[0]!;
    return [spread(dy.div(countOf(shape, attributes.axes)), shape, attributes)];
  },
};

const meanAxes: Op<Reduced> = /* @__PURE__ */ renamed(meanAll, 'MeanBackward1');

/**
 * The mean over `dim`, or over all elements: Σx / n. Of no elements it is NaN.
 *
 * @param dim one axis, several, or none for all
 * @throws NnError 'DTYPE' for integers and booleans without a floating `dtype`, 'AXIS' for an axis out of range or named twice
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2], [3, 4]]).mean(0).toArraySync(); // [2, 3]
 */
export function mean(x: Tensor, dim?: Dim, options: MeanOptions = {}): Tensor {
  const dtype = options.dtype ?? x.dtype;
  if (!isFloating(dtype)) {
    const what = options.dtype === undefined ? 'Input' : 'Optional';
    throw new NnError(
      'DTYPE',
      `mean(): could not infer output dtype. ${what} dtype must be either a floating point or complex dtype. Got: ${dtypes[dtype].torchName}`,
      {
        op: 'mean',
        details: { dtype },
        advice: "Pass { dtype: 'float32' }.",
      },
    );
  }
  const axes = reducedAxes(x, dim, 'mean');
  const attributes: Reduced = { axes, keepdim: options.keepdim ?? false };
  const op = dim === undefined ? meanAll : meanAxes;
  return widened(cast(x, dtype), (wide) => run(op, [wide], attributes));
}
