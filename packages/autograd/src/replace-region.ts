import { contiguousStrides, numelOf, Storage } from '@nn/core';
import { type Op, run, type Tensor, type ViewSource } from '@nn/tensor';

/** How a view is reached from the tensor that owns the memory: the view operations, outermost first. */
export type ViewPath = readonly Pick<ViewSource, 'op' | 'attributes'>[];

/**
 * What a write to a view means for the owner of the memory: (owner, written) ↦ the owner with the view's region replaced. The gradient of
 * the old owner is zero in the region; that of what was written is the region.
 */
export function replaceRegion(owner: Tensor, path: ViewPath): Op<null> {
  const look = (x: Tensor): Tensor => path.reduce((seen, { op, attributes }) => run(op, [seen], attributes), x);
  const laidOut = layOutLike(owner);
  const outside: Op<null> = {
    name: 'outside',
    gradName: 'CopySlicesBackward',
    saves: 'none',
    forward: (inputs) => {
      const rest = laidOut.forward(inputs, null);
      rest.storage.backend.kernels.fill([], { value: 0 }, [look(rest)]);
      return rest;
    },
    vjp: ({ dy }) => [run(outside, [dy], null)],
  };
  return {
    name: 'copySlices',
    gradName: 'CopySlices',
    saves: 'none',
    forward: (inputs) => inputs[0] as Tensor,
    vjp: ({ dy, needs }) => [
      needs[0] ? run(outside, [dy], null) : null,
      needs[1] ? look(run(laidOut, [dy], null)) : null,
    ],
  };
}

/** A copy that lies in memory as the owner does, so that the owner's views can be said of it. */
function layOutLike({ shape, strides, offset }: Tensor): Op<null> {
  const last = numelOf(shape) === 0 ? -1 : shape.reduce((at, size, axis) => at + (size - 1) * strides[axis]!, offset);
  return {
    name: 'clone',
    gradName: 'CloneBackward0',
    saves: 'none',
    forward: (inputs) => {
      const dy = inputs[0] as Tensor;
      const storage = new Storage(dy.storage.backend, dy.dtype, last + 1);
      const copy = dy.over(storage, shape, numelOf(shape) === 0 ? contiguousStrides(shape) : strides, offset);
      storage.backend.kernels.copy([dy], {}, [copy]);
      return copy;
    },
    vjp: ({ dy }) => [dy],
  };
}
