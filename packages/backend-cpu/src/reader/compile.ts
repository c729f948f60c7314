import { NnError } from '@nn/core';
import { type ExpressionGraph, type ExprType, type GraphNode, lower, type NamedFunction } from '@nn/core/expression';
import { addressOf, CHUNK, heap, HEAP_BYTES, registers } from '../heap.js';
import { boolLoops } from '../loops/bool.js';
import { castLoop, dtypeOf } from '../loops/casts.js';
import { float32Loops } from '../loops/float32.js';
import { float64Loops } from '../loops/float64.js';
import { int32Loops, uint32Loops } from '../loops/int32.js';
import { int64Loops } from '../loops/int64.js';
import type { Loop, Loops } from '../loops/loop.js';
import { ViewReader, ViewWriter } from '../view-stream.js';
import type { Cell, Load, Program, Step } from './program.js';

const loopsOf: Readonly<Record<ExprType, Loops>> = {
  f32: float32Loops,
  f64: float64Loops,
  i32: int32Loops,
  u32: uint32Loops,
  i64: int64Loops,
  bool: boolLoops,
};

const byGraph = /* @__PURE__ */ new WeakMap<ExpressionGraph, Program>();
const byKey = /* @__PURE__ */ new Map<string, Program>();

/** @internal The program of a graph; equal graphs share one. */
export function programOf(graph: ExpressionGraph): Program {
  let program = byGraph.get(graph);
  if (program !== undefined) return program;
  program = byKey.get(graph.key);
  if (program === undefined) {
    program = compile(lower(graph));
    if (byKey.size >= 512) byKey.clear();
    byKey.set(graph.key, program);
  }
  byGraph.set(graph, program);
  return program;
}

function compile(graph: ExpressionGraph): Program {
  const { nodes } = graph;
  const slots = slotsOf(nodes);
  // An output that no step computes is copied into a register, so that outputs are always registers.
  const copies = graph.outputs.map((output, i) => (isComputed(nodes[slots[output.node]!]!) ? -1 : nodes.length + i));
  const places = placesOf(graph, slots, copies);
  const address = (at: number, type: ExprType): number => addressOf(dtypeOf[type], places.byte(slots[at] ?? at));

  const loads: Load[] = [];
  const constants: Cell[] = [];
  const scalars: (Cell & { readonly value: number })[] = [];
  const steps: Step[] = [];
  const step = (loop: Loop, out: number, args: readonly number[]): void => {
    const [a = 0, b = a, c = b] = args;
    const at = (arg: number): number => address(arg, nodes[arg]!.type);
    steps.push({ loop, out, a: at(a), b: at(b), c: at(c), aSlot: slots[a]!, bSlot: slots[b]!, cSlot: slots[c]! });
  };
  nodes.forEach((node, slot) => {
    if (slots[slot] !== slot) return;
    const { type } = node;
    const to = address(slot, type);
    if (node.op === 'load')
      loads.push({
        input: node.index!,
        slot,
        address: to,
        reader: new ViewReader(graph.inputs[node.index!]!, dtypeOf[type]),
      });
    else if (node.op === 'const') constants.push({ type, address: to, value: node.value! });
    else if (node.op === 'scalar') scalars.push({ type, address: to, value: node.index! });
    else step(loopOf(node, nodes), to, node.args);
  });
  const stores = graph.outputs.map(({ node, dtype }, i) => {
    const { type } = nodes[node]!;
    const from = address(copies[i] === -1 ? node : copies[i]!, type);
    if (copies[i] !== -1) step(loopsOf[type].copy, from, [node]);
    return { type: dtypeOf[type], address: from, writer: new ViewWriter(dtype, dtypeOf[type]) };
  });
  return {
    loads,
    constants,
    scalars,
    steps,
    stores,
    reduction: graph.reduction,
    mayThrow: nodes.some(
      (node) => (node.op === 'div' || node.op === 'rem') && node.type !== 'f32' && node.type !== 'f64',
    ),
    chunk: places.chunk,
    strides: nodes.map((node) => (isCell(node) ? 0 : 1)),
  };
}

function isCell(node: GraphNode): boolean {
  return node.op === 'const' || node.op === 'scalar';
}

function isComputed(node: GraphNode): boolean {
  return !isCell(node) && node.op !== 'load';
}

/** By node, whose value it is: the same 32 bits under another type need no step. */
function slotsOf(nodes: readonly GraphNode[]): number[] {
  const slots: number[] = [];
  nodes.forEach((node, at) => {
    const arg = node.args[0];
    const same =
      arg !== undefined &&
      (node.op === 'bitcast' || (node.op === 'cast' && dtypeOf[node.type] === dtypeOf[nodes[arg]!.type]));
    slots.push(same ? slots[arg]! : at);
  });
  return slots;
}

/** Where slots have their bytes: cells first, then registers, each free for another value after its last use. */
function placesOf(
  graph: ExpressionGraph,
  slots: readonly number[],
  copies: readonly number[],
): { chunk: number; byte: (slot: number) => number } {
  const { nodes } = graph;
  const lastUse = new Array<number>(nodes.length).fill(-1);
  nodes.forEach((node, at) => node.args.forEach((arg) => (lastUse[slots[arg]!] = at)));
  for (const output of graph.outputs) lastUse[slots[output.node]!] = nodes.length;

  const cells = new Map<number, number>();
  const numbers = new Map<number, number>();
  let count = 0;
  // Inputs come in at the start of a chunk, and an input of one element at the start of a run: they keep their registers.
  nodes.forEach((node, slot) => {
    if (slots[slot] !== slot) return;
    if (isCell(node)) cells.set(slot, cells.size);
    else if (node.op === 'load') numbers.set(slot, count++);
  });
  const free: number[] = [];
  const busy = new Set<number>();
  nodes.forEach((node, at) => {
    if (slots[at] === at && isComputed(node)) {
      numbers.set(at, free.pop() ?? count++);
      busy.add(at);
    }
    for (const slot of busy) {
      if (lastUse[slot]! > at) continue;
      busy.delete(slot);
      free.push(numbers.get(slot)!);
    }
  });
  for (const copy of copies) if (copy !== -1) numbers.set(copy, count++);

  const first = registers.programs + 8 * cells.size;
  let chunk = CHUNK;
  while (first + count * (8 * chunk + 64) > HEAP_BYTES && chunk > 1) chunk /= 2;
  if (first + count * (8 * chunk + 64) > HEAP_BYTES) {
    throw new NnError('EXPRESSION', `expression: ${count} values at a time are too many`, {
      details: { values: count },
    });
  }
  const byte = (slot: number): number => {
    const cell = cells.get(slot);
    return cell === undefined ? first + numbers.get(slot)! * (8 * chunk + 64) : registers.programs + 8 * cell;
  };
  return { chunk, byte };
}

function loopOf(node: GraphNode, nodes: readonly GraphNode[]): Loop {
  const first = nodes[node.args[0]!]!.type;
  if (node.op === 'call') return callLoop(node.fn!);
  // A comparison belongs to what it compares, a choice to what it chooses.
  const type = node.op === 'select' ? node.type : first;
  const loop = node.op === 'cast' ? castLoop(first, node.type) : loopsOf[type][node.op];
  if (loop === undefined || loop === null) {
    throw new NnError('EXPRESSION', `expression: no operation ${node.op} from ${first} to ${node.type}`, {
      op: node.op,
      details: { from: first, to: node.type },
    });
  }
  return loop;
}

/** Named functions are left in float64 only. */
function callLoop({ float64 }: NamedFunction): Loop {
  return (o, e, i, s, j, t) => {
    for (; o < e; o++, i += s, j += t) heap.F64[o] = float64(heap.F64[i]!, heap.F64[j]!);
  };
}
