import { type DType, dtypes, isFloating, NnError } from '@nn/core';
import { cast } from '../../copy.js';
import { type Op, run } from '../../op.js';
import { reduceAxes } from '../../reduce.js';
import type { Tensor } from '../../tensor.js';
import { divided } from './divided.js';
import { widened } from './widened.js';
import { countOf, type Dim, type Reduced, type ReduceOptions, reducedAxes, renamed, spread } from './axes.js';

export interface MeanOptions extends ReduceOptions {
  /** Convert to this floating dtype first. @default the input's */
  readonly dtype?: DType;
}

const meanAll: Op<Reduced> = {
  name: 'mean',
  gradName: 'MeanBackward0',
  saves: 'none',
  forward: (inputs, { axes, keepdim }) => {
    const x = inputs[0] as Tensor;
    const total = reduceAxes('sum', x, axes, keepdim);
    return divided(total, countOf(x.shape, axes));
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
