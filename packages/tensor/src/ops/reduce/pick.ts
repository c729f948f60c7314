import type { Shape } from '@nn/core';
import { allocate, gradNameOf, type Op, recorded, run } from '../../op.js';
import { without } from '../../reduce.js';
import type { Tensor } from '../../tensor.js';

/** What an operation gives that finds elements along an axis: the elements and where they were. */
export interface ValuesAndIndices {
  readonly values: Tensor;
  /** int64, along the axis. */
  readonly indices: Tensor;
}

interface Picked {
  readonly axis: number;
  /** int64, as many axes as the input. */
  readonly indices: Tensor;
  /** Take the axis away, on which one element was picked. */
  readonly squeeze: boolean;
  /** Of the input. */
  readonly shape: Shape;
}

/** A 0-d tensor counts as one of one element. */
function lined(x: Tensor): Tensor {
  return x.ndim > 0 ? x : x.over(x.storage, [1], [1], x.offset);
}

function shaped(y: Tensor, { axis, squeeze, shape }: Picked): Tensor {
  return squeeze || shape.length === 0 ? without(y, [axis]) : y;
}

const picks = /* @__PURE__ */ new Map<string, Op<Picked>>();

/** Picking, under the name of who picks. Its derivative puts back, whose derivative picks. */
function pickOp(name: string, gradName: string): Op<Picked> {
  let op = picks.get(gradName);
  if (op === undefined) {
    op = {
      name,
      gradName,
      saves: 'none',
      forward: (inputs, attributes) => {
        const x = lined(inputs[0] as Tensor);
        const output = allocate(x, x.storage.backend, x.dtype, attributes.indices.shape);
        x.storage.backend.kernels.gather([x, attributes.indices], { axis: attributes.axis }, [output]);
        return shaped(output, attributes);
      },
      vjp: ({ dy, attributes }) => [run(putBack, [dy], attributes)],
    };
    picks.set(gradName, op);
  }
  return op;
}

const putBack: Op<Picked> = {
  name: 'putBack',
  gradName: gradNameOf('putBack'),
  saves: 'none',
  forward: (inputs, { axis, indices, shape }) => {
    const dy = inputs[0] as Tensor;
    const { backend } = dy.storage;
    const output = allocate(dy, backend, dy.dtype, shape.length === 0 ? [1] : shape);
    const source = {
      storage: dy.storage,
      dtype: dy.dtype,
      shape: indices.shape,
      strides: stridesWith(dy, axis, indices.ndim),
      offset: dy.offset,
    };
    backend.kernels.scatter([indices, source], { axis, mode: 'add' }, [output]);
    return shape.length === 0 ? without(output, [0]) : output;
  },
  vjp: ({ dy, attributes }) => [run(pickOp('gather', 'GatherBackward0'), [dy], attributes)],
};

/** Strides of a gradient read with the axis that was taken away. */
function stridesWith(dy: Tensor, axis: number, rank: number): readonly number[] {
  return dy.ndim === rank ? dy.strides : dy.strides.toSpliced(axis, 0, 1);
}

/** @internal The elements of `x` at `indices` (the axis kept) along `axis`; gradients go back to where they came from. */
export function pick(
  x: Tensor,
  axis: number,
  indices: Tensor,
  name: string,
  options: { readonly keepdim?: boolean; readonly gradName?: string } = {},
): ValuesAndIndices {
  const attributes = picked(x, axis, indices, options.keepdim !== true);
  return {
    values: run(pickOp(name, options.gradName ?? gradNameOf(name)), [x], attributes),
    indices: shaped(indices, attributes),
  };
}

/** @internal The same where a kernel gave the values along with the indices, both with the axis. */
export function pickedValues(x: Tensor, axis: number, values: Tensor, indices: Tensor, name: string): ValuesAndIndices {
  const attributes = picked(x, axis, indices, false);
  return {
    values: recorded(pickOp(name, gradNameOf(name)), [x], attributes, shaped(values, attributes)),
    indices: shaped(indices, attributes),
  };
}

function picked(x: Tensor, axis: number, indices: Tensor, squeeze: boolean): Picked {
  return { axis, indices, squeeze, shape: x.shape };
}

/** @internal A 0-d tensor seen with one axis, outside the graph. */
export { lined };
