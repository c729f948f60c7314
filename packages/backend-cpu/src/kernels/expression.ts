import { type ExpressionAttributes, type Kernel, numelOf, type ReduceAttributes, type View } from '@nn/core';
import type { ExpressionGraph } from '@nn/core/expression';
import type { Arena } from '../arena/arena.js';
import { Block } from '../arena/block.js';
import type { Launcher } from '../emit/launcher.js';
import type { CpuMemory } from '../memory.js';
import { programOf } from '../reader/compile.js';
import { run } from '../reader/run.js';
import { contiguousView, isDense } from '../strides.js';
import { reduce } from './reduce.js';

/** Reads an expression: elementwise work, with a fold at the end if the graph has one. */
export function expression(inputs: readonly View[], attributes: ExpressionAttributes, outputs: readonly View[]): void {
  if (foldsFew(inputs, attributes, outputs)) foldApart(expression, reduce, inputs, attributes, outputs);
  else run(programOf(attributes.graph), inputs, attributes.scalars, outputs);
}

/** Up to so many operations on elements, reading costs less than calling a kernel. */
const littleWork = 64;

/** Up to so many elements, memory for them costs next to nothing, and `reduce` calls no kernel. */
const fewFolded = 256;

/**
 * The same by kernels that are emitted for it, where it can be and there is enough to do. Every bit is the reader's, or, of float32 that is folded,
 * what `reduce` makes of the reader's: in one pass where rows are folded, else through memory.
 */
export function emittedExpression(
  arena: Arena,
  launcher: Launcher,
  reduce: Kernel<ReduceAttributes>,
): Kernel<ExpressionAttributes> {
  const foldRows: Launch = (inputs, { graph, scalars }, [out]) => {
    const { axes } = graph.reduction!;
    const { shape } = inputs[0]!;
    if (axes[0] !== shape.length - axes.length || !isDense(out!)) return false;
    const { storage, dtype, offset } = out!;
    const strides = out!.strides.map((stride, axis) => (axes.includes(axis) ? 0 : stride));
    return launcher.launch(graph, inputs, scalars, [{ storage, dtype, shape, strides, offset }]);
  };

  const foldBlocks: Launch = (inputs, attributes, outputs) => {
    const blocks = outputs.map(() => new Block(arena, 'float32', numelOf(inputs[0]!.shape)));
    try {
      if (!blocks.every((block) => block.enter())) return false;
      foldApart(evaluate, reduce, inputs, attributes, outputs, blocks);
      return true;
    } finally {
      for (const block of blocks) block.free();
    }
  };

  const evaluate: Kernel<ExpressionAttributes> = (inputs, attributes, outputs) => {
    const { graph, scalars } = attributes;
    const program = programOf(graph);
    if (graph.reduction === null) {
      const work = numelOf(outputs[0]!.shape) * program.steps.length;
      if (work > littleWork && launcher.launch(graph, inputs, scalars, outputs)) return;
    } else if (foldsFew(inputs, attributes, outputs)) {
      foldApart(evaluate, reduce, inputs, attributes, outputs);
      return;
    } else if (
      foldsFloats(inputs, outputs) &&
      (foldRows(inputs, attributes, outputs) || foldBlocks(inputs, attributes, outputs))
    ) {
      return;
    }
    run(program, inputs, scalars, outputs);
  };
  return evaluate;
}

/** A kernel that says whether it did. */
type Launch = (inputs: readonly View[], attributes: ExpressionAttributes, outputs: readonly View[]) => boolean;

function foldsFloats(inputs: readonly View[], outputs: readonly View[]): boolean {
  return inputs.length > 0 && outputs.every(({ dtype }) => dtype === 'float32');
}

function foldsFew(inputs: readonly View[], { graph }: ExpressionAttributes, outputs: readonly View[]): boolean {
  return graph.reduction !== null && foldsFloats(inputs, outputs) && numelOf(inputs[0]!.shape) <= fewFolded;
}

/** The expression, and then its reduction, of float32 in memory between. */
function foldApart(
  evaluate: Kernel<ExpressionAttributes>,
  reduce: Kernel<ReduceAttributes>,
  inputs: readonly View[],
  { graph, scalars }: ExpressionAttributes,
  outputs: readonly View[],
  between?: readonly CpuMemory[],
): void {
  const { shape } = inputs[0]!;
  const values = outputs.map((_, i) =>
    contiguousView(between?.[i] ?? new Float32Array(numelOf(shape)), 'float32', shape),
  );
  evaluate(inputs, { graph: unfolded(graph), scalars }, values);
  values.forEach((view, i) => reduce([view], graph.reduction!, [outputs[i]!]));
}

const unfoldedGraphs = /* @__PURE__ */ new WeakMap<ExpressionGraph, ExpressionGraph>();

function unfolded(graph: ExpressionGraph): ExpressionGraph {
  let plain = unfoldedGraphs.get(graph);
  if (plain === undefined) {
    plain = { ...graph, reduction: null, key: `${graph.key} unfolded` };
    unfoldedGraphs.set(graph, plain);
  }
  return plain;
}
