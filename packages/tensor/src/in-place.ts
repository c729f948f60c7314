import { type DType, dtypes, formatShape, isFloating, NnError, sameShape, type Shape } from '@nn/core';
import { type Op, type Operand, savesOperand, someNeedGrad } from './op.js';
import { activeRecorder } from './recorder.js';
import type { Tensor } from './tensor.js';

/** How an operation computes into a tensor that is there already. */
export interface InPlaceCompute {
  readonly resultDType: (inputs: readonly Operand[]) => DType;
  readonly resultShape: (inputs: readonly Operand[]) => Shape;
  readonly into: (inputs: readonly Operand[], target: Tensor) => void;
}

/** Overwrites the first input with the operation's result, after PyTorch's checks; a refused call has changed nothing. */
export function inPlace<A>(op: Op<A>, compute: InPlaceCompute, inputs: readonly [Tensor, ...(readonly Operand[])], attributes: A): Tensor {
  const target = inputs[0];
  const name = `${op.name}_`;
  const dtype = compute.resultDType(inputs);
  if (!canCast(dtype, target.dtype)) {
    throw new NnError('DTYPE', `result type ${dtypes[dtype].torchName} can't be cast to the desired output type ${dtypes[target.dtype].torchName}`, {
      op: name,
      details: { from: dtype, to: target.dtype },
      advice: `Use ${op.name} without the underscore, or .to('${dtype}') first.`,
    });
  }
  const shape = compute.resultShape(inputs);
  if (!sameShape(shape, target.shape)) {
    throw new NnError('SHAPE', `output with shape ${formatShape(target.shape)} doesn't match the broadcast shape ${formatShape(shape)}`, {
      op: name,
      details: { shape: target.shape, broadcast: shape },
    });
  }
  // What cannot carry a gradient takes values that could, as copies do: nothing flows back then.
  const records = op.vjp !== undefined && isFloating(target.dtype) && someNeedGrad(inputs);
  checkWritable(target, name, records);
  const recorder = activeRecorder();
  const recording = records && recorder !== null && recorder.recording;
  // What the derivative reads of the target is about to be overwritten.
  const before = recording && savesOperand(op.saves, 0, inputs.map(needsGrad)) ? target.clone() : null;
  compute.into(separate(inputs, target), target);
  wrote(target);
  if (recording) recorder.recordInPlace(op, inputs, attributes, target, before);
  return target;
}

function needsGrad(input: Operand): boolean {
  return typeof input === 'object' && input.requiresGrad;
}

/** Refuses views in which one element of memory stands at several places. */
export function checkNoOverlap(target: Tensor, op: string): void {
  const { shape, strides } = target;
  for (let axis = 0; axis < shape.length; axis++) {
    if (strides[axis] === 0 && shape[axis]! > 1) {
      throw new NnError(
        'IN_PLACE',
        'unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.',
        { op, details: { shape, strides } },
      );
    }
  }
}

/** Refuses what must not be written to: overlapping views, and leaves that want a gradient while operations are recorded. */
export function checkWritable(target: Tensor, op: string, records: boolean = target.requiresGrad): void {
  checkNoOverlap(target, op);
  const recorder = activeRecorder();
  if (recorder === null || !recorder.recording) return;
  if (records && isUntrackedView(target)) {
    throw new NnError(
      'IN_PLACE',
      'A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this use case is ambiguous and error-prone, it is forbidden.',
      { op, advice: 'Make the view and write to it both inside noGrad(() => …), or both outside.' },
    );
  }
  if (!target.requiresGrad) return;
  if (target.base?.isLeaf === true) {
    throw new NnError('IN_PLACE', 'a view of a leaf Variable that requires grad is being used in an in-place operation.', {
      op,
      advice: 'Write inside noGrad(() => …), or through .data.',
    });
  }
  if (target.isLeaf) {
    throw new NnError('IN_PLACE', 'a leaf Variable that requires grad is being used in an in-place operation.', {
      op,
      advice: 'Write inside noGrad(() => …), or through .data.',
    });
  }
}

/** True for a view that was made inside `noGrad`, or of such a one. */
function isUntrackedView(x: Tensor): boolean {
  for (let source = x.viewOf; source !== null; source = source.parent.viewOf) if (!source.tracked) return true;
  return false;
}

/** Counts one write to a tensor's storage. */
export function wrote(target: Tensor): void {
  target.storage.version++;
}

/** In place, a value may move within its category or up, never down: float to integer, integer to bool. */
function canCast(from: DType, to: DType): boolean {
  const order = { bool: 0, integer: 1, floating: 2 } as const;
  return order[dtypes[from].category] <= order[dtypes[to].category];
}

/** Copies operands that see the target's memory by another window, so that no value is read after it was overwritten. */
function separate(inputs: readonly Operand[], target: Tensor): readonly Operand[] {
  return inputs.map((input) => {
    if (typeof input !== 'object' || input.storage !== target.storage) return input;
    const same = input.offset === target.offset && sameShape(input.shape, target.shape) && sameShape(input.strides, target.strides);
    return same ? input : input.detach().clone();
  });
}
