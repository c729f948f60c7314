import {
  type ExpressionAttributes,
  type Kernel,
  numelOf,
  type ReduceAttributes,
  type Scalar,
  type View,
} from '@nn/core';
import type { ExpressionGraph } from '@nn/core/expression';
import type { Arena } from '../arena/arena.js';
import { Block } from '../arena/block.js';
import type { Launcher } from '../emit/launcher.js';
import { programOf } from '../reader/compile.js';
import { run } from '../reader/run.js';
import { contiguousView } from '../strides.js';

/** Reads an expression: elementwise work, with a fold at the end if the graph has one. */
export function expression(inputs: readonly View[], attributes: ExpressionAttributes, outputs: readonly View[]): void {
  run(programOf(attributes.graph), inputs, attributes.scalars, outputs);
}

/** Up to so many operations on elements, reading costs less than calling a kernel. */
const littleWork = 64;

/** Up to so many elements, folding as they are read costs less than memory for them. */
const fewFolded = 1024;

/**
 * The same by kernels that are emitted for it, where it can be and there is enough to do. Every bit of what is not folded is the reader's.
 * What is folded goes through memory, to where `reduce` finds it.
 */
export function emittedExpression(
  arena: Arena,
  launcher: Launcher,
  reduce: Kernel<ReduceAttributes>,
): Kernel<ExpressionAttributes> {
  const plainGraphs = new WeakMap<ExpressionGraph, ExpressionGraph>();

  const plainOf = (graph: ExpressionGraph): ExpressionGraph => {
    let plain = plainGraphs.get(graph);
    if (plain === undefined) {
      plain = { ...graph, reduction: null, key: `${graph.key} unfolded` };
      plainGraphs.set(graph, plain);
    }
    return plain;
  };

  const fold = (
    graph: ExpressionGraph,
    reduction: ReduceAttributes,
    inputs: readonly View[],
    scalars: readonly Scalar[],
    outputs: readonly View[],
  ): boolean => {
    const { shape } = inputs[0]!;
    const blocks = outputs.map(() => new Block(arena, 'float32', numelOf(shape)));
    try {
      if (!blocks.every((block) => block.enter())) return false;
      const values = blocks.map((block) => contiguousView(block, 'float32', shape));
      if (!launcher.launch(plainOf(graph), inputs, scalars, values)) return false;
      values.forEach((view, i) => reduce([view], reduction, [outputs[i]!]));
      return true;
    } finally {
      for (const block of blocks) block.free();
    }
  };

  return (inputs, attributes, outputs) => {
    const { graph, scalars } = attributes;
    const { reduction } = graph;
    const program = programOf(graph);
    if (reduction === null) {
      const work = numelOf(outputs[0]!.shape) * program.steps.length;
      if (work > littleWork && launcher.launch(graph, inputs, scalars, outputs)) return;
    } else if (
      inputs.length > 0 &&
      numelOf(inputs[0]!.shape) > fewFolded &&
      outputs.every((out) => out.dtype === 'float32') &&
      fold(graph, reduction, inputs, scalars, outputs)
    ) {
      return;
    }
    run(program, inputs, scalars, outputs);
  };
}
