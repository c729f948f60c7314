import { contiguousStrides, formatShape, NnError, numelOf, type Shape } from '@nn/core';
import { clone } from '../../copy.js';
import { type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { defineView, type ViewDefinition } from '../../view-op.js';

interface ReshapeAttributes {
  readonly shape: Shape;
  readonly strides: readonly number[];
}

const definition: ViewDefinition<ReshapeAttributes> = {
  name: 'view',
  geometry: (x, { shape }) => ({
    shape,
    strides: viewStrides(x.shape, x.strides, shape) ?? contiguousStrides(shape),
    offset: x.offset,
  }),
  vjp: ({ dy, shapes }) => [dy.reshape(shapes[0]!)],
};

const shapeView = /* @__PURE__ */ defineView<ReshapeAttributes>(definition);
const reshapeView = /* @__PURE__ */ defineView<ReshapeAttributes>({ ...definition, gradName: 'ReshapeAliasBackward0' });

/** A fresh copy seen in another shape: nobody else looks at its memory, so it is no view. */
const reshapeCopy: Op<ReshapeAttributes> = {
  name: 'reshape',
  gradName: 'UnsafeViewBackward0',
  saves: 'none',
  forward: (inputs, { shape, strides }) => (inputs[0] as Tensor).over((inputs[0] as Tensor).storage, shape, strides, 0),
  vjp: ({ dy, shapes }) => [dy.reshape(shapes[0]!)],
};

/**
 * The same elements, row by row, in another shape; one size may be −1. A view where strides allow it, else a copy.
 *
 * @throws NnError 'SHAPE' where the numbers of elements differ
 * @example
 * import { arange } from '@nn/nn';
 *
 * arange(6).reshape([2, -1]).shape; // [2, 3]
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const target = inferShape(shape, x.numel(), 'reshape');
  const strides = viewStrides(x.shape, x.strides, target);
  if (strides !== null) return reshapeView(x, { shape: target, strides });
  return run(reshapeCopy, [clone(x)], { shape: target, strides: contiguousStrides(target) });
}

/**
 * `reshape` that never copies.
 *
 * @throws NnError 'SHAPE' where the numbers of elements differ, or no strides can express the shape
 * @example
 * import { arange } from '@nn/nn';
 *
 * arange(4).view([2, 2]).toArraySync(); // [[0, 1], [2, 3]]
 */
export function view(x: Tensor, shape: Shape): Tensor {
  const target = inferShape(shape, x.numel(), 'view');
  const strides = viewStrides(x.shape, x.strides, target);
  if (strides === null) {
    throw new NnError(
      'SHAPE',
      "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.",
      {
        op: 'view',
        details: { shape: x.shape, strides: x.strides, target },
      },
    );
  }
  return shapeView(x, { shape: target, strides });
}

/** @internal `shape` with its −1 worked out. */
export function inferShape(shape: Shape, numel: number, op: string): Shape {
  const invalid = (): NnError =>
    new NnError('SHAPE', `shape '${formatShape(shape)}' is invalid for input of size ${numel}`, {
      op,
      details: { shape, numel },
    });
  let inferred = -1;
  let known = 1;
  for (const [axis, size] of shape.entries()) {
    if (!Number.isSafeInteger(size) || size < -1)
      throw new NnError('SHAPE', `invalid shape dimension ${size}`, { op, details: { shape } });
    if (size !== -1) known *= size;
    else if (inferred >= 0)
      throw new NnError('SHAPE', 'only one dimension can be inferred', { op, details: { shape } });
    else inferred = axis;
  }
  if (inferred < 0) {
    if (known !== numel) throw invalid();
    return shape;
  }
  if (known === 0 && numel === 0) {
    throw new NnError(
      'SHAPE',
      `cannot reshape tensor of 0 elements into shape ${formatShape(shape)} because the unspecified dimension size -1 can be any value and is ambiguous`,
      { op, details: { shape } },
    );
  }
  if (known === 0 || numel % known !== 0) throw invalid();
  return shape.with(inferred, numel / known);
}

/** Strides that walk the same memory in the shape `target`; `null` where none do. */
function viewStrides(shape: Shape, strides: readonly number[], target: Shape): number[] | null {
  if (numelOf(shape) === 0) return contiguousStrides(target);
  const result = new Array<number>(target.length).fill(1);
  // Runs of axes that lie without a gap, from the last: each must be cut exactly into axes of the target.
  let at = target.length - 1;
  let runStride = 1;
  let runSize = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (runSize === 1) runStride = strides[axis]!;
    runSize *= shape[axis]!;
    const ends = axis === 0 || (shape[axis - 1] !== 1 && strides[axis - 1] !== runSize * runStride);
    if (!ends) continue;
    let taken = 1;
    while (at >= 0 && (taken < runSize || target[at] === 1)) {
      result[at] = taken * runStride;
      taken *= target[at]!;
      at--;
    }
    if (taken !== runSize) return null;
    runSize = 1;
  }
  return at < 0 || target.slice(0, at + 1).every((size) => size === 1) ? result : null;
}
