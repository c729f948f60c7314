import { NnError } from '@nn/core';
import type { Op, Operand } from './op.js';
import type { Tensor } from './tensor.js';

/** What a tensor knows of the operation that made it. */
export interface GradFn {
  /** PyTorch's name: `AddmmBackward0`. Printed as `gradFn=<AddmmBackward0>`. */
  readonly name: string;
}

/** Sees a gradient; a tensor that it returns goes on in its place. */
export type TensorHook = (gradient: Tensor) => Tensor | null | undefined | void;

/** What registering gives back. */
export interface HookHandle {
  /** Takes the hook away; no effect the second time. */
  remove(): void;
}

export interface BackwardOptions {
  /** Keep saved values, so that backward can run again. */
  readonly retainGraph?: boolean;
  /** Record the backward pass itself, for higher derivatives. */
  readonly createGraph?: boolean;
  /** Accumulate into these only, leaves or not. @default every leaf */
  readonly inputs?: readonly Tensor[];
}

/**
 * Who remembers operations for differentiation. The tensor package owns the slot and never looks behind it;
 * `@nn/autograd` fills it. Without it, everything computes and nothing is remembered.
 */
export interface Recorder {
  /** False inside `noGrad` and `inferenceMode`. */
  readonly recording: boolean;
  /** True inside `inferenceMode`. */
  readonly inferring: boolean;
  /** `output` was made by `op` from operands of which one needs a gradient. */
  record<A>(op: Op<A>, inputs: readonly Operand[], attributes: A, output: Tensor): void;
  /** `target` was overwritten with what `op` makes of `inputs`, the old target among them; `before` is a copy of that, where the derivative reads it. */
  recordInPlace<A>(op: Op<A>, inputs: readonly Operand[], attributes: A, target: Tensor, before: Tensor | null): void;
  /** The node of a view whose base was written to since: the view operations from there, said again of the base as it is now; `before` is the node that it had. */
  nodeOfView(view: Tensor, before: GradFn | null): GradFn | null;
  backward(roots: readonly Tensor[], gradients: readonly (Tensor | null)[], options: BackwardOptions): void;
  noGrad<T>(fn: () => T): T;
  registerHook(x: Tensor, hook: TensorHook): HookHandle;
  registerPostAccumulateGradHook(leaf: Tensor, hook: (leaf: Tensor) => void): HookHandle;
  retainGrad(x: Tensor): void;
}

let current: Recorder | null = null;

/** Fills the slot; returns a function that empties it again. */
export function installRecorder(recorder: Recorder): () => void {
  if (current !== null && current !== recorder) {
    throw new NnError('AUTOGRAD', 'a recorder is installed already', {
      advice: 'Two copies of @nn/autograd are loaded: keep one.',
    });
  }
  current = recorder;
  return () => {
    if (current === recorder) current = null;
  };
}

/** @internal */
export function activeRecorder(): Recorder | null {
  return current;
}

/** @internal The recorder, where something cannot be done without one. */
export function requireRecorder(op: string): Recorder {
  if (current !== null) return current;
  throw new NnError('AUTOGRAD', `${op}: nothing has recorded the operations, so there is nothing to differentiate`, {
    op,
    advice: "Import '@nn/nn', or '@nn/autograd/register' before the computation.",
  });
}
