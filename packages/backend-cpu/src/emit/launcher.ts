import { numelOf, type Scalar, type View } from '@nn/core';
import type { ExpressionGraph } from '@nn/core/expression';
import type { Arena } from '../arena/arena.js';
import type { Staging } from '../arena/staging.js';
import { Geometry } from './geometry.js';
import { EmittedGraphs, paceDigit } from './kernel.js';
import { countAt, elementStep, operandAt, rowsAt, rowStep } from './layout.js';

/** A kernel takes about a millisecond to make: as long as reading so many operations on elements. */
const worthOfKernel = 200_000;

/**
 * So many columns of an operand that runs down them stay in the cache until the next row reads beside them: no more than a first-level cache
 * has ways, because columns a power of two apart all fall into one set of it.
 */
const blockedColumns = 8;

/** Runs emitted kernels over views of an arena's blocks and of host arrays, which are brought in and out. */
export class Launcher {
  private readonly graphs: EmittedGraphs;
  private readonly geometry = new Geometry();
  private readonly addresses: number[] = [];
  private readonly index: number[] = [];

  constructor(
    private readonly arena: Arena,
    private readonly staging: Staging,
    private readonly worth: number = worthOfKernel,
  ) {
    this.graphs = new EmittedGraphs(arena);
  }

  /**
   * Says whether it did: a graph may be none for vectors, or not yet worth a kernel, and the arena too small. What a reduction writes comes as a
   * view of the inputs' shape that repeats it; only what is folded row by row is done.
   */
  launch(
    graph: ExpressionGraph,
    inputs: readonly View[],
    scalars: readonly Scalar[],
    outputs: readonly View[],
  ): boolean {
    const emitted = this.graphs.of(graph);
    const elements = numelOf(outputs[0]!.shape);
    if (emitted === null || elements === 0) return emitted !== null;
    const { arena, geometry, addresses, staging } = this;
    const { bytes } = emitted;
    const operands = bytes.length;
    geometry.fit(inputs, outputs);
    const isTransposed = geometry.isTransposed(bytes);
    if (graph.reduction !== null && (isTransposed || !geometry.isOfRows(operands - 1, operands))) return false;
    const { sizes, steps, rank } = geometry;
    let code = 0;
    for (let i = 0; i < operands; i++) {
      const step = steps[i]!;
      code = 3 * code + (step === 1 ? paceDigit.dense : step === 0 ? paceDigit.one : paceDigit.strided);
    }
    const run = emitted.variant(code, elements, this.worth);
    if (run === null || !staging.bringIn(inputs, outputs, addresses)) return false;
    const { words, workspace } = arena;
    const { I32 } = words;
    const at = workspace >>> 2;
    I32[at + rowsAt / 4] = rank > 1 ? sizes[1]! : 1;
    for (let i = 0; i < operands; i++) {
      const place = at + operandAt(i) / 4;
      I32[place + rowStep / 4] = rank > 1 ? steps[operands + i]! * bytes[i]! : 0;
      I32[place + elementStep / 4] = steps[i]! * bytes[i]!;
    }
    emitted.writeCells(words, at, scalars);
    const block = isTransposed ? blockedColumns : sizes[0]!;
    if (rank <= 2) this.runBlocks(run, at, bytes, block);
    else this.runAll(run, at, bytes, block);
    staging.bringOut();
    return true;
  }

  /** Some columns of all rows at a time. */
  private runBlocks(run: (parameters: number) => unknown, at: number, bytes: readonly number[], block: number): void {
    const { addresses, arena } = this;
    const { sizes, steps } = this.geometry;
    const { I32 } = arena.words;
    const count = sizes[0]!;
    for (let start = 0; start < count; start += block) {
      I32[at + countAt / 4] = Math.min(block, count - start);
      for (let i = 0; i < bytes.length; i++) I32[at + operandAt(i) / 4] = addresses[i]! + start * steps[i]! * bytes[i]!;
      run(arena.workspace);
    }
  }

  /** Once for every index of the axes beyond the two that a kernel walks itself. */
  private runAll(run: (parameters: number) => unknown, at: number, bytes: readonly number[], block: number): void {
    const { index, addresses } = this;
    const { sizes, steps, rank } = this.geometry;
    const operands = bytes.length;
    for (let axis = 2; axis < rank; axis++) index[axis] = 0;
    for (;;) {
      this.runBlocks(run, at, bytes, block);
      let axis = 2;
      for (; axis < rank; axis++) {
        const wraps = ++index[axis]! === sizes[axis];
        const moved = wraps ? 1 - index[axis]! : 1;
        if (wraps) index[axis] = 0;
        for (let i = 0; i < operands; i++) addresses[i]! += moved * steps[axis * operands + i]! * bytes[i]!;
        if (!wraps) break;
      }
      if (axis === rank) return;
    }
  }
}
