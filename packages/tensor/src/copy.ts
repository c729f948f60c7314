import { type Backend, broadcastShapes, type DType, type Shape } from '@nn/core';
import { expandTo } from './elementwise.js';
import { inPlace } from './in-place.js';
import { allocate, allocateBlank, gradNameOf, type Op, type Operand, run } from './op.js';
import { checkScalar } from './scalar.js';
import type { Tensor } from './tensor.js';

const noAttributes = {} as const;

/** @internal A row-major copy in another dtype, or the same. */
function copied(x: Tensor, dtype: DType): Tensor {
  const output = allocateBlank(x, x.storage.backend, dtype, x.shape);
  x.storage.backend.kernels.copy([x], noAttributes, [output]);
  return output;
}

const cloneOp: Op<null> = {
  name: 'clone',
  gradName: gradNameOf('clone'),
  saves: 'none',
  forward: (inputs) => copied(inputs[0] as Tensor, (inputs[0] as Tensor).dtype),
  vjp: ({ dy }) => [dy],
};

const castOp: Op<DType> = {
  name: 'to',
  gradName: 'ToCopyBackward0',
  saves: 'none',
  forward: (inputs, dtype) => copied(inputs[0] as Tensor, dtype),
  vjp: ({ dy }) => [dy],
};

/** A row-major copy with a storage of its own; gradients flow through. */
export function clone(x: Tensor): Tensor {
  return run(cloneOp, [x], null);
}

/** The tensor itself where it is row-major already, else a copy. */
export function contiguous(x: Tensor): Tensor {
  return x.isContiguous() ? x : clone(x);
}

/** The values in another dtype; the tensor itself where it has that dtype. Integers to floats round, floats to integers truncate. */
export function cast(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : run(castOp, [x], dtype);
}

/** Copying takes any dtype and broadcasts; the source may be a plain value. */
const copyOp: Op<null> = {
  name: 'copy',
  gradName: 'CopyBackwards',
  saves: 'none',
  forward: (inputs) => clone(inputs[1] as Tensor),
  // Nothing of what was there flows on: its gradient is zero, not missing.
  vjp: ({ dy, needs }) => [needs[0] ? allocate(dy, dy.storage.backend, dy.dtype, dy.shape) : null, dy],
};

const copyInto = {
  resultDType: (inputs: readonly Operand[]): DType => (inputs[0] as Tensor).dtype,
  resultShape: (inputs: readonly Operand[]): Shape => {
    const [target, source] = inputs as readonly [Tensor, Operand];
    return typeof source === 'object' ? broadcastShapes([target.shape, source.shape], 'copy_') : target.shape;
  },
  into: (inputs: readonly Operand[], target: Tensor): void => {
    const source = inputs[1]!;
    const kernels = target.storage.backend.kernels;
    if (typeof source !== 'object') {
      checkScalar(source, target.dtype, 'fill_');
      kernels.fill([], { value: source }, [target]);
    } else kernels.copy([expandTo(onDevice(source, target.storage.backend), target.shape)], noAttributes, [target]);
  },
};

/**
 * Writes `source`, broadcast and converted, over `target`. From another device that reads synchronously it is brought over.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast to the target's, 'VALUE' for a plain value that the dtype cannot hold, 'IN_PLACE' for
 * overlapping targets and recorded leaves
 */
export function copy_(target: Tensor, source: Operand): Tensor {
  return inPlace(copyOp, copyInto, [target, source], null);
}

function onDevice(source: Tensor, backend: Backend): Tensor {
  return source.storage.backend === backend ? source : source.to(backend.name);
}
