import {
  type Backend,
  NnError,
  type Scalar,
  Storage,
  type DType,
  contiguousStrides,
  type Shape,
  isFloating,
} from '@nn/core';
import { activeRecorder } from './recorder.js';
import type { Tensor } from './tensor.js';

/** What an operation takes: a tensor, or a plain value that has no gradient. */
export type Operand = Tensor | Scalar;

/**
 * What a derivative may look at. Reading an operand or the output that was written to since is a coded error. The gradient of the output and
 * what the derivative makes are freed when nothing waits for them any more: `keep` what is to live longer.
 */
export interface VjpContext<A> {
  /** The gradient of the output. */
  readonly dy: Tensor;
  /** The operands in order, for operations that take tensors there. */
  readonly a: Tensor;
  readonly b: Tensor;
  readonly c: Tensor;
  /** An operand by position, where it may be a plain value. */
  operand(position: number): Operand;
  /** The output. */
  readonly y: Tensor;
  readonly attributes: A;
  /** Which operands want a gradient: what is not wanted need not be computed. */
  readonly needs: readonly boolean[];
  /** The shapes of the operands; known also where the values were not kept. */
  readonly shapes: readonly Shape[];
}

/**
 * A differentiable operation. `forward` checks, allocates and launches kernels; `vjp` says the derivative in tensor maths,
 * so that it can be differentiated again. A gradient may have the broadcast shape: it is summed to the operand's.
 */
export interface Op<A> {
  readonly name: string;
  /** PyTorch's name for the node: `AddBackward0`. */
  readonly gradName: string;
  /** Which values the derivative reads; the rest is not kept alive. */
  readonly saves: Saves;
  readonly forward: (inputs: readonly Operand[], attributes: A) => Tensor;
  /** Absent where nothing flows back: comparisons, rounding to indices. */
  readonly vjp?: (context: VjpContext<A>) => readonly (Tensor | null)[];
}

/** Which values a derivative reads: by name, or the positions of the operands, which may depend on who wants a gradient. */
export type Saves =
  | 'none'
  | 'inputs'
  | 'output'
  | 'both'
  | readonly number[]
  | ((needs: readonly boolean[]) => readonly number[]);

/** Whether the derivative reads the operand at a position. */
export function savesOperand(saves: Saves, position: number, needs: readonly boolean[]): boolean {
  if (typeof saves === 'string') return saves === 'inputs' || saves === 'both';
  return (typeof saves === 'function' ? saves(needs) : saves).includes(position);
}

/** Refuses to keep a tensor of `inferenceMode` for a derivative: writes to it may have gone unseen. */
export function checkSavable(x: Tensor): void {
  if (!x.isInference) return;
  throw new NnError('GRAD', 'Inference tensors cannot be saved for backward.', {
    op: 'record',
    details: { shape: x.shape },
    advice: 'To work around you can make a clone to get a normal tensor and use it in autograd.',
  });
}

/** The name PyTorch would give the node: `logSoftmax` → `LogSoftmaxBackward0`. */
export function gradNameOf(name: string): string {
  return `${name[0]!.toUpperCase()}${name.slice(1)}Backward0`;
}

/** Runs an operation and lets the recorder know of it, where a gradient is wanted. */
export function run<A>(op: Op<A>, inputs: readonly Operand[], attributes: A): Tensor {
  return recorded(op, inputs, attributes, op.forward(inputs, attributes));
}

/** Lets the recorder know of a fresh tensor that `op` makes of `inputs`: `run` for what was computed on the way to something else. */
export function recorded<A>(op: Op<A>, inputs: readonly Operand[], attributes: A, output: Tensor): Tensor {
  if (op.vjp !== undefined && isFloating(output.dtype) && isRecorded(inputs))
    activeRecorder()!.record(op, inputs, attributes, output);
  return output;
}

/** Whether the recorder wants to know what is made of these operands. */
export function isRecorded(inputs: readonly Operand[]): boolean {
  return activeRecorder()?.recording === true && someNeedGrad(inputs);
}

/** True where one of the operands is part of what is differentiated. */
export function someNeedGrad(inputs: readonly Operand[]): boolean {
  for (const input of inputs) if (typeof input === 'object' && input.requiresGrad) return true;
  return false;
}

/** The one backend of all tensor operands; a coded error where they live on different devices. */
export function backendOf(op: string, inputs: readonly Operand[]): Backend {
  let backend: Backend | null = null;
  for (const input of inputs) {
    if (typeof input !== 'object') continue;
    const own = input.storage.backend;
    if (backend === null) backend = own;
    else if (backend !== own) {
      throw differentDevices(op, backend, own);
    }
  }
  if (backend === null) throw new NnError('OPTION', `${op}: needs a tensor`, { op });
  return backend;
}

/** @internal */
export function differentDevices(op: string, first: Backend, second: Backend): NnError {
  const devices = [first.name, second.name];
  return new NnError(
    'DEVICE',
    `Expected all tensors to be on the same device, but found at least two devices, ${devices.join(' and ')}`,
    { op, details: { devices }, advice: `Move one with .to('${first.name}').` },
  );
}

/** A fresh row-major tensor on `like`'s class and on `backend`; its elements are zero. */
export function allocate(like: Tensor, backend: Backend, dtype: DType, shape: Shape): Tensor {
  return fresh(like, backend, dtype, shape, false);
}

/** The same for a kernel that is about to write all of it: until then its elements may be anything. */
export function allocateBlank(like: Tensor, backend: Backend, dtype: DType, shape: Shape): Tensor {
  return fresh(like, backend, dtype, shape, true);
}

function fresh(like: Tensor, backend: Backend, dtype: DType, shape: Shape, blank: boolean): Tensor {
  let numel = 1;
  for (let axis = 0; axis < shape.length; axis++) numel *= shape[axis]!;
  return like.over(new Storage(backend, dtype, numel, blank), shape, contiguousStrides(shape), 0);
}
