import type { ReduceKind } from '@nn/core';
import { gradNameOf, type Op, run } from '../../op.js';
import { reduceAxes } from '../../reduce.js';
import type { Tensor } from '../../tensor.js';
import { type Dim, type Reduced, type ReduceOptions, reducedAxes, refuseEmpty, spread } from './axes.js';

function extremeOp(name: string, kind: 'max' | 'min'): Op<Reduced> {
  return {
    name,
    gradName: gradNameOf(name),
    saves: 'both',
    forward: (inputs, attributes) => foldExtreme(kind, inputs[0] as Tensor, attributes),
    // Equal extremes share the gradient.
    vjp: ({ a, y, dy, attributes }) => {
      const mask = a.eq(spread(y, a.shape, attributes)).to(a.dtype);
      const share = dy.div(mask.sum(attributes.axes, { keepdim: attributes.keepdim }));
      return [spread(share, a.shape, attributes).mul(mask)];
    },
  };
}

/** @internal The greatest or smallest of every fold; NaN wins. */
export function foldExtreme(kind: 'max' | 'min', x: Tensor, { axes, keepdim }: Reduced): Tensor {
  return reduceAxes(x.dtype === 'bool' ? ofBooleans[kind] : kind, x, axes, keepdim);
}

const ofBooleans: Readonly<Record<'max' | 'min', ReduceKind>> = { max: 'any', min: 'all' };

const amaxOp: Op<Reduced> = /* @__PURE__ */ extremeOp('amax', 'max');
const aminOp: Op<Reduced> = /* @__PURE__ */ extremeOp('amin', 'min');

/**
 * The greatest element over `dim`, or of all; NaN wins. Where several are equal, the gradient is divided among them (`max` with an axis
 * gives it to one).
 *
 * @param dim one axis, several, or none for all
 * @throws NnError 'SHAPE' where there is nothing to compare, 'AXIS' for an axis out of range or named twice
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 5], [3, 4]]).amax(1).toArraySync(); // [5, 4]
 */
export function amax(x: Tensor, dim?: Dim, options: ReduceOptions = {}): Tensor {
  return extreme(amaxOp, x, dim, options);
}

/**
 * The smallest element over `dim`, or of all; NaN wins. Where several are equal, the gradient is divided among them.
 *
 * @param dim one axis, several, or none for all
 * @throws NnError 'SHAPE' where there is nothing to compare, 'AXIS' for an axis out of range or named twice
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 5], [3, 4]]).amin(1).toArraySync(); // [1, 3]
 */
export function amin(x: Tensor, dim?: Dim, options: ReduceOptions = {}): Tensor {
  return extreme(aminOp, x, dim, options);
}

function extreme(op: Op<Reduced>, x: Tensor, dim: Dim | undefined, options: ReduceOptions): Tensor {
  const axes = reducedAxes(x, dim, op.name);
  const said = typeof dim === 'number' ? [dim] : (dim ?? []);
  // PyTorch looks at the axes in the order in which they were said.
  refuseEmpty(
    x,
    said.length === 0 ? [] : said.map((axis) => (axis < 0 ? axis + x.ndim : axis)),
    said.length === 0,
    op.name,
    said,
  );
  return run(op, [x], { axes, keepdim: options.keepdim ?? false });
}
