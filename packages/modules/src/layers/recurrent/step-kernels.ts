import { type DType, dtypes } from '@nn/core';
import { buildExpression, call, type Expr, type ExpressionGraph, sigmoid, tanh } from '@nn/core/expression';
import type { Functions, Recurrence } from './recurrence.js';

const functions: Functions<Expr> = {
  sigmoid: (x) => call(sigmoid, x),
  tanh: (x) => call(tanh, x),
  relu: (x) => x.lt(0).select(x.constant(0), x),
  step: (x) => x.gt(0).select(x.constant(1), 0),
};

/** The fused kernels of one kind of recurrent layer on one dtype. */
export interface StepKernels {
  /** The blocks of x and of r, the carried state → the hidden state, the memory if there is one. */
  readonly forward: ExpressionGraph;
  /** The same → and what is kept. */
  readonly forwardAndKeep: ExpressionGraph;
  /**
   * What is kept, the carried state before and after, the gradients of the hidden state and of the memory, if there is one → the gradients of the
   * blocks of r, of x where they differ, and of the carried state before, where it goes on.
   */
  readonly backward: ExpressionGraph;
}

const known = /* @__PURE__ */ new WeakMap<Recurrence, StepKernels[]>();

/** @internal The kernels of a step, made once. */
export function stepKernels(recurrence: Recurrence, dtype: DType): StepKernels {
  let all = known.get(recurrence);
  if (all === undefined) known.set(recurrence, (all = []));
  return (all[dtypes[dtype].index] ??= build(recurrence, dtype));
}

function build(recurrence: Recurrence, dtype: DType): StepKernels {
  const { remembers, kept, splits, passes } = recurrence;
  const gates = recurrence.gates.length;
  const graph = (
    inputs: number,
    outputs: number,
    body: (loads: readonly Expr[]) => readonly (Expr | undefined)[],
  ): ExpressionGraph => {
    const alike = (count: number): DType[] => new Array<DType>(count).fill(dtype);
    return buildExpression({ inputs: alike(inputs), outputs: alike(outputs) }, (loads) =>
      body(loads).filter((result) => result !== undefined),
    );
  };
  const forward = (keeps: boolean): ExpressionGraph =>
    graph(2 * gates + 1, 1 + Number(remembers) + (keeps ? kept : 0), (loads) => {
      const [x, r] = [loads.slice(0, gates), loads.slice(gates, -1)];
      const result = recurrence.forward(functions, x, r, loads.at(-1)!);
      return [result.hidden, result.memory, ...(keeps ? result.kept : [])];
    });
  return {
    forward: forward(false),
    forwardAndKeep: forward(true),
    backward: graph(kept + 3 + Number(remembers), gates * (splits ? 2 : 1) + Number(passes), (loads) => {
      const [before, after, dHidden, dCarried = dHidden] = loads.slice(kept) as [Expr, Expr, Expr, Expr?];
      const step = { kept: loads.slice(0, kept), before, after, dHidden, dCarried };
      const { r, x = [], carried } = recurrence.backward(functions, step);
      return [...r, ...x, carried];
    }),
  };
}
