import { type DType, dtypes, formatShape, isFloating, NnError, sameShape, type Shape } from '@nn/core';
import { checkSavable, type Op, type Operand, savesOperand, someNeedGrad } from './op.js';
import { activeRecorder } from './recorder.js';
import type { Tensor } from './tensor.js';
import type { Untracked } from './tensor-base.js';

/** How an operation computes into a tensor that is there already. */
export interface InPlaceCompute {
  readonly resultDType: (inputs: readonly Operand[]) => DType;
  readonly resultShape: (inputs: readonly Operand[]) => Shape;
  readonly into: (inputs: readonly Operand[], target: Tensor) => void;
}

/** Overwrites the first input with the operation's result, after PyTorch's checks; a refused call has changed nothing. */
export function inPlace<A>(
  op: Op<A>,
  compute: InPlaceCompute,
  inputs: readonly [Tensor, ...(readonly Operand[])],
  attributes: A,
): Tensor {
  const target = inputs[0];
  const name = `${op.name}_`;
  const dtype = compute.resultDType(inputs);
  if (!canCast(dtype, target.dtype)) {
    throw new NnError(
      'DTYPE',
      `result type ${dtypes[dtype].torchName} can't be cast to the desired output type ${dtypes[target.dtype].torchName}`,
      {
        op: name,
        details: { from: dtype, to: target.dtype },
        advice: `Use ${op.name} without the underscore, or .to('${dtype}') first.`,
      },
    );
  }
  const shape = compute.resultShape(inputs);
  if (!sameShape(shape, target.shape)) {
    throw new NnError(
      'SHAPE',
      `output with shape ${formatShape(target.shape)} doesn't match the broadcast shape ${formatShape(shape)}`,
      {
        op: name,
        details: { shape: target.shape, broadcast: shape },
      },
    );
  }
  // What cannot carry a gradient takes values that could, as copies do: nothing flows back then.
  const records = op.vjp !== undefined && isFloating(target.dtype) && someNeedGrad(inputs);
  checkWritable(target, name, records);
  const recorder = activeRecorder();
  const recording = records && recorder !== null && recorder.recording;
  // What the derivative reads of the target is about to be overwritten.
  const before = recording && saved(op, inputs)[0] === true ? target.clone() : null;
  compute.into(separate(inputs, target), target);
  wrote(target);
  if (recording) recorder.recordInPlace(op, inputs, attributes, target, before);
  return target;
}

/** Which operands the derivative reads; refuses those that it cannot, while nothing is written yet. */
function saved(op: Op<never>, inputs: readonly Operand[]): readonly boolean[] {
  const needs = inputs.map((input) => typeof input === 'object' && input.requiresGrad);
  return inputs.map((input, position) => {
    const reads = savesOperand(op.saves, position, needs);
    if (reads && typeof input === 'object') checkSavable(input);
    return reads;
  });
}

/** Refuses views in which one element of memory stands at several places, and memory that is sealed. */
export function checkNoOverlap(target: Tensor, op: string): void {
  const { shape, strides } = target;
  const { sealed } = target.storage;
  if (sealed !== null) throw sealed(op);
  if (shape.includes(0)) return;
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
  if (recorder === null) return;
  if (target.isInference && !recorder.inferring) {
    throw new NnError('IN_PLACE', 'Inplace update to inference tensor outside InferenceMode is not allowed.', {
      op,
      advice: 'Write to a clone().',
    });
  }
  if (!recorder.recording) return;
  if (records || target.base?.requiresGrad === true) {
    const { untracked } = target;
    if (untracked !== null) throw writtenUntracked(target, untracked, op);
  }
  if (!target.requiresGrad) return;
  if (target.base?.isLeaf === true) {
    throw new NnError(
      'IN_PLACE',
      'a view of a leaf Variable that requires grad is being used in an in-place operation.',
      {
        op,
        advice: 'Write inside noGrad(() => …), or through .data.',
      },
    );
  }
  if (target.isLeaf) {
    throw new NnError('IN_PLACE', 'a leaf Variable that requires grad is being used in an in-place operation.', {
      op,
      advice: 'Write inside noGrad(() => …), or through .data.',
    });
  }
}

function writtenUntracked(view: Tensor, untracked: Untracked, op: string): NnError {
  if (untracked === 'function') {
    return new NnError(
      'IN_PLACE',
      `Output 0 of ${view.gradFn?.name} is a view and is being modified inplace. This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic to handle view+inplace would override the custom backward associated with the custom Function, leading to incorrect gradients. This behavior is forbidden.`,
      { op, advice: 'You can fix this by cloning the output of the custom Function.' },
    );
  }
  const [mode, normal, block] =
    untracked === 'inference'
      ? ['inference mode', 'in normal mode', 'inferenceMode']
      : ['no_grad mode', 'with grad mode enabled', 'noGrad'];
  return new NnError(
    'IN_PLACE',
    `A view was created in ${mode} and is being modified inplace ${normal}. Given that this use case is ambiguous and error-prone, it is forbidden.`,
    { op, advice: `Make the view and write to it both inside ${block}(() => …), or both outside.` },
  );
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
    const same =
      input.offset === target.offset &&
      sameShape(input.shape, target.shape) &&
      sameShape(input.strides, target.strides);
    return same ? input : input.detach().clone();
  });
}
