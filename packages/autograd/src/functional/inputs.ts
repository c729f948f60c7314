import { formatShape, NnError, sameShape } from '@nn/core';
import { Tensor, zeros } from '@nn/tensor';

/** One tensor, or several. */
export type Inputs = Tensor | readonly Tensor[];

/** One result for each input: a tensor where the input is one, else an array. */
export type ForEach<I extends Inputs, Result = Tensor> = I extends Tensor ? Result : Result[];

/** What is differentiated: the inputs, one after the other, to one tensor. */
export type Differentiated<I extends Inputs> = (...inputs: I extends Tensor ? [x: I] : Tensor[]) => Tensor;

export interface FunctionalOptions {
  /** Keep the graph of the result, to the inputs too. @default false */
  readonly createGraph?: boolean;
}

export function listOf(inputs: Inputs): readonly Tensor[] {
  return inputs instanceof Tensor ? [inputs] : inputs;
}

/** Inputs that want a gradient: the caller's own seen through a view, where the result's graph is to reach them. */
export function watched(inputs: readonly Tensor[], createGraph: boolean): Tensor[] {
  return inputs.map((x) => (createGraph && x.requiresGrad ? x.view(x.shape) : x.detach().requiresGrad_()));
}

export function forEach<I extends Inputs, Result>(inputs: I, results: readonly Result[]): ForEach<I, Result> {
  return (inputs instanceof Tensor ? results[0] : results) as ForEach<I, Result>;
}

/** The gradient, or zeros for what takes no part; outside the graph unless that is wanted. */
export function settled(gradient: Tensor | null | undefined, x: Tensor, createGraph: boolean): Tensor {
  if (gradient === null || gradient === undefined) return zeros(x.shape, { dtype: x.dtype, device: x.device });
  return createGraph ? gradient : gradient.detach();
}

export function checkDirection(v: Tensor, x: Tensor, op: string): void {
  if (sameShape(v.shape, x.shape)) return;
  throw new NnError('SHAPE', `v has invalid size: should be ${formatShape(x.shape)} but got ${formatShape(v.shape)}.`, {
    op,
    details: { expected: x.shape, got: v.shape },
  });
}
