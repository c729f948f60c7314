import { dtypes, type ReduceKind } from '@nn/core';
import type { ExpressionGraph, GraphNode } from '@nn/core/expression';
import {
  type EmittedDType,
  isEmitted,
  loadDense,
  loadSplat,
  loadStrided,
  storeDense,
  storeOne,
  storeStrided,
} from './access.js';
import { Assembler, type Local, plain } from './assembler.js';
import { type EmittedFold, foldRow } from './fold-row.js';
import { cellAt, countAt, elementStep, operandAt, type Pace, rowStep, rowsAt } from './layout.js';
import { canEmit, emitOperation, type Value } from './operation.js';

/** Vectors side by side in a round of the loop: chains of operations for the machine to overlap, which looks ahead only so far. */
const sideBySide = 4;

/** Longer bodies are written for one vector: they take longer to compile, and hold chains enough. */
const longBody = 160;

/** A graph beyond this would take long to compile. */
const mostNodes = 400;

/** Whether a lowered graph can be emitted; what cannot is read. */
export function isEmittable(graph: ExpressionGraph): boolean {
  const { nodes, inputs, outputs, reduction } = graph;
  return (
    (reduction === null || isFoldEmittable(graph, reduction.kind)) &&
    nodes.length <= mostNodes &&
    inputs.every(isEmitted) &&
    outputs.every(({ dtype }) => isEmitted(dtype)) &&
    nodes.every((node) =>
      canEmit(
        node,
        node.args.map((arg) => nodes[arg]!),
      ),
    )
  );
}

/** One value of float32, from a body that can be written often enough for a fold's vectors. */
function isFoldEmittable({ nodes, outputs }: ExpressionGraph, kind: ReduceKind): kind is EmittedFold {
  const isKind = kind === 'sum' || kind === 'max' || kind === 'min';
  return isKind && outputs.length === 1 && outputs[0]!.dtype === 'float32' && nodes.length <= longBody;
}

/** What a cell of the parameters holds: a constant, or a run-time parameter by its index. */
export interface CellSource {
  readonly type: GraphNode['type'];
  readonly value: number | bigint | boolean;
  readonly scalar: boolean;
}

/** The cells of a graph, in order. */
export function cellsOf({ nodes }: ExpressionGraph): (CellSource & { readonly node: number })[] {
  return nodes.flatMap(({ op, type, index, value }, node) =>
    op === 'scalar' || op === 'const' ? [{ node, type, scalar: op === 'scalar', value: (index ?? value)! }] : [],
  );
}

interface Operand {
  readonly dtype: EmittedDType;
  readonly bytes: number;
  readonly pace: Pace;
  /** Where its row begins, and how far the next one is. */
  readonly row: Local;
  readonly rowStep: Local;
  /** Where its next elements are. */
  readonly pointer: Local;
  readonly step: Local;
}

/**
 * The module of a graph, for operands of known paces: rows of four elements a vector, then element by element. Every operation rounds as
 * the reader's does, so a value does not depend on where it stands.
 */
export function emit(graph: ExpressionGraph, paces: readonly Pace[]): Uint8Array {
  return new Emitter(graph, paces).emit();
}

class Emitter {
  private readonly asm = new Assembler();
  private readonly operands: readonly Operand[];
  private readonly inputs: readonly Operand[];
  private readonly outputs: readonly Operand[];
  private readonly count = this.parameter(countAt);
  private readonly left = this.asm.number();
  /** Values that stay the same in all rounds, by node. */
  private readonly fixed = new Map<number, Value>();

  constructor(
    private readonly graph: ExpressionGraph,
    paces: readonly Pace[],
  ) {
    const stored = [...graph.inputs, ...graph.outputs.map(({ dtype }) => dtype)] as EmittedDType[];
    this.operands = stored.map((dtype, i) => ({
      dtype,
      bytes: dtypes[dtype].bytes,
      pace: paces[i]!,
      row: this.parameter(operandAt(i)),
      rowStep: this.parameter(operandAt(i) + rowStep),
      pointer: this.asm.number(),
      step: this.parameter(operandAt(i) + elementStep),
    }));
    this.inputs = this.operands.slice(0, graph.inputs.length);
    this.outputs = this.operands.slice(graph.inputs.length);
  }

  emit(): Uint8Array {
    const { asm, graph } = this;
    cellsOf(graph).forEach((cell, i) => this.loadCell(cell, cellAt(this.operands.length, i)));
    const rows = this.parameter(rowsAt);
    asm.whileAtLeast(rows, 1, () => {
      this.beginRow();
      if (graph.reduction === null) this.mapRow();
      else this.foldRow(graph.reduction.kind as EmittedFold);
      for (const { row, rowStep: step } of this.operands) asm.increase(row, () => asm.get(step));
      asm.get(rows).constant(1).op(plain.sub).set(rows);
    });
    return asm.module();
  }

  private parameter(offset: number): Local {
    const { asm } = this;
    const local = asm.number();
    asm.get(asm.parameters).memory(plain.load, offset).set(local);
    return local;
  }

  /** Cells are loaded, not written into the code: engines make a vector from immediates again for every use. */
  private loadCell({ node, type }: CellSource & { readonly node: number }, offset: number): void {
    const dtype = type === 'f64' || type === 'i64' ? 'float64' : 'float32';
    this.fixed.set(node, loadSplat(this.asm, dtype, this.asm.parameters, offset));
  }

  private beginRow(): void {
    const { asm } = this;
    asm.get(this.count).set(this.left);
    for (const { row, pointer } of this.operands) asm.get(row).set(pointer);
    this.graph.nodes.forEach(({ op, index }, node) => {
      if (op !== 'load') return;
      const { dtype, pace, pointer } = this.inputs[index!]!;
      if (pace === 'one') this.fixed.set(node, loadSplat(asm, dtype, pointer));
    });
  }

  private mapRow(): void {
    const { asm, outputs } = this;
    const unroll = this.graph.nodes.length <= longBody ? sideBySide : 1;
    const store = (values: readonly Value[], part: number): void =>
      outputs.forEach(({ dtype, bytes, pace, pointer, step }, i) => {
        if (pace === 'dense') storeDense(asm, dtype, pointer, values[i]!, 4 * bytes * part);
        else storeStrided(asm, dtype, pointer, step, values[i]!);
      });
    this.rounds(4 * unroll, () => this.vectors(unroll, store));
    if (unroll > 1) this.rounds(4, () => this.vectors(1, store));
    this.rounds(1, () =>
      this.element((values) => outputs.forEach(({ dtype, pointer }, i) => storeOne(asm, dtype, pointer, values[i]!))),
    );
  }

  /** Its output stays in one place: the row's fold is stored there. */
  private foldRow(kind: EmittedFold): void {
    const { asm, left } = this;
    const fold = foldRow(asm, kind, {
      left,
      vectors: (counter, count, take) =>
        this.rounds(
          4 * count,
          () => {
            for (let first = 0; first < count; first += sideBySide)
              this.vectors(sideBySide, ([value], part) => take(value![0]!, first + part));
          },
          counter,
        ),
      elements: (take) => this.rounds(1, () => this.element(([value]) => take(value![0]!))),
    });
    storeOne(asm, 'float32', this.outputs[0]!.pointer, [fold]);
  }

  /** A loop over rounds of `size` elements, as long as there are so many. */
  private rounds(size: number, body: () => void, left = this.left): void {
    const { asm } = this;
    asm.whileAtLeast(left, size, () => {
      body();
      asm.get(left).constant(size).op(plain.sub).set(left);
    });
  }

  private vectors(unroll: number, take: (values: readonly Value[], part: number) => void): void {
    const { asm } = this;
    const results = this.compute(unroll, ({ dtype, bytes, pace, pointer, step }, part) =>
      pace === 'dense' ? loadDense(asm, dtype, pointer, 4 * bytes * part) : loadStrided(asm, dtype, pointer, step),
    );
    results.forEach(take);
    for (const { bytes, pace, pointer } of this.operands)
      if (pace === 'dense') asm.increase(pointer, () => asm.constant(4 * bytes * unroll));
  }

  private element(take: (values: readonly Value[]) => void): void {
    const { asm } = this;
    const [values] = this.compute(1, ({ dtype, pointer }) => loadSplat(asm, dtype, pointer));
    take(values!);
    for (const { bytes, pace, pointer, step } of this.operands) {
      if (pace === 'one') continue;
      asm.increase(pointer, () => (pace === 'dense' ? asm.constant(bytes) : asm.get(step)));
    }
  }

  /** Writes every operation, on one vector after the other; gives the outputs' values, by vector. */
  private compute(parts: number, load: (operand: Operand, part: number) => Value): Value[][] {
    const { nodes, outputs } = this.graph;
    const values: Value[][] = Array.from({ length: parts }, () => []);
    nodes.forEach((node, at) => {
      const args = node.args.map((arg) => nodes[arg]!);
      values.forEach((known, part) => {
        known.push(
          this.fixed.get(at) ??
            (node.op === 'load'
              ? load(this.inputs[node.index!]!, part)
              : emitOperation(
                  this.asm,
                  node,
                  args,
                  node.args.map((arg) => known[arg]!),
                )),
        );
      });
    });
    return values.map((known) => outputs.map(({ node }) => known[node]!));
  }
}
