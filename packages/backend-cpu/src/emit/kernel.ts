import { dtypes, type Scalar } from '@nn/core';
import { type ExpressionGraph, type ExprType, lower } from '@nn/core/expression';
import type { Arena, Words } from '../arena/arena.js';
import { webAssembly, type WasmModule } from '../arena/web-assembly.js';
import { cellsOf, emit, isEmittable } from './emit.js';
import { cellAt, type Pace } from './layout.js';

/** Runs a kernel whose parameters stand at an address. */
export type Run = (parameters: number) => unknown;

const paces: readonly Pace[] = ['dense', 'one', 'strided'];

/** @internal The digit of a pace in the code of a variant. */
export const paceDigit = { dense: 0, one: 1, strided: 2 } as const;

/** By the paces of operands and the key of a graph: a module serves every arena. */
const modules = /* @__PURE__ */ new Map<string, WasmModule>();
const mostModules = 1024;

/** A graph's kernels in an arena: one for every combination of paces that has come up. */
export class EmittedGraph {
  /** Of the operands' elements. */
  readonly bytes: readonly number[];
  /** Where cells begin, in words from the parameters. */
  private readonly cellsAt: number;
  /** Constants as they stand in memory, with room for run-time parameters. */
  private readonly image: Int32Array;
  private readonly scalars: readonly { readonly type: ExprType; readonly cell: number; readonly index: number }[];
  private readonly variants = new Map<number, Run>();
  /** Operations on elements that no kernel was there for, since one was last made. */
  private unmet = 0;

  constructor(
    private readonly graph: ExpressionGraph,
    private readonly arena: Arena,
  ) {
    this.bytes = [...graph.inputs, ...graph.outputs.map(({ dtype }) => dtype)].map((dtype) => dtypes[dtype].bytes);
    const cells = cellsOf(graph);
    this.cellsAt = cellAt(this.bytes.length, 0) / 4;
    this.image = new Int32Array(2 * cells.length);
    const words = {
      I32: this.image,
      F32: new Float32Array(this.image.buffer),
      F64: new Float64Array(this.image.buffer),
      I64: new BigInt64Array(this.image.buffer),
    };
    cells.forEach(({ type, value, scalar }, cell) => {
      if (!scalar) setCell(words, type, 2 * cell, value);
    });
    this.scalars = cells.flatMap(({ type, value, scalar }, cell) =>
      scalar ? [{ type, cell: 2 * cell, index: value as number }] : [],
    );
  }

  /** Writes constants and run-time parameters behind the operands of the parameters at a word. */
  writeCells(words: Words, parameters: number, values: readonly Scalar[]): void {
    const { image, scalars } = this;
    const at = parameters + this.cellsAt;
    for (let i = 0; i < image.length; i++) words.I32[at + i] = image[i]!;
    for (let i = 0; i < scalars.length; i++) {
      const { type, cell, index } = scalars[i]!;
      setCell(words, type, at + cell, values[index]!);
    }
  }

  /**
   * The kernel for the operands' paces; `null` while reading has not yet cost as much as making it would.
   *
   * @param code the paces as digits of base 3, the first operand's the highest
   * @param elements how many this call is about
   * @param worth how many operations on elements a kernel must be worth
   */
  variant(code: number, elements: number, worth: number): Run | null {
    let run = this.variants.get(code);
    if (run !== undefined) return run;
    this.unmet += elements * this.graph.nodes.length;
    if (this.unmet < worth) return null;
    this.unmet = 0;
    run = this.instantiate(code);
    this.variants.set(code, run);
    return run;
  }

  private instantiate(code: number): Run {
    const { graph, arena } = this;
    const key = `${code} ${graph.key}`;
    let module = modules.get(key);
    if (module === undefined) {
      module = new webAssembly!.Module(emit(graph, pacesOf(code, this.bytes.length)));
      if (modules.size >= mostModules) modules.clear();
      modules.set(key, module);
    }
    return new webAssembly!.Instance(module, { env: { memory: arena.memory } }).exports['run']!;
  }
}

/** A value at a word; a truth value is a mask. */
function setCell(words: Omit<Words, 'U8'>, type: ExprType, at: number, value: Scalar): void {
  if (type === 'f32') words.F32[at] = Number(value);
  else if (type === 'f64') words.F64[at >>> 1] = Number(value);
  else if (type === 'i64') words.I64[at >>> 1] = typeof value === 'number' ? BigInt(Math.trunc(value)) : BigInt(value);
  else if (type === 'bool') words.I32[at] = value ? -1 : 0;
  else words.I32[at] = typeof value === 'bigint' ? Number(BigInt.asIntN(32, value)) : Number(value);
}

function pacesOf(code: number, operands: number): Pace[] {
  const result: Pace[] = [];
  for (let i = 0; i < operands; i++, code = Math.floor(code / 3)) result.unshift(paces[code % 3]!);
  return result;
}

/** The kernels of an arena. */
export class EmittedGraphs {
  private readonly byGraph = new WeakMap<ExpressionGraph, EmittedGraph | null>();
  private readonly byKey = new Map<string, EmittedGraph | null>();

  constructor(private readonly arena: Arena) {}

  /** `null` for a graph that is left to the reader. */
  of(graph: ExpressionGraph): EmittedGraph | null {
    let emitted = this.byGraph.get(graph);
    if (emitted !== undefined) return emitted;
    emitted = this.byKey.get(graph.key);
    if (emitted === undefined) {
      const lowered = lower(graph);
      emitted = isEmittable(lowered) ? new EmittedGraph(lowered, this.arena) : null;
      if (this.byKey.size >= mostModules) this.byKey.clear();
      this.byKey.set(graph.key, emitted);
    }
    this.byGraph.set(graph, emitted);
    return emitted;
  }
}
