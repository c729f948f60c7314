import type { ExprType, GraphNode } from '@nn/core/expression';
import type { Assembler, Local } from './assembler.js';
import { conversions, instructions, lanes, simd } from './instructions.js';

/** Types of values in vectors: int64 is left to the reader. */
export type LaneType = Exclude<ExprType, 'i64'>;

/** Four elements: one vector, or two of float64. A truth value is a mask of 32 bits a lane. */
export type Value = readonly Local[];

/** Whether `emitOperation` knows a node whose operands have these nodes. */
export function canEmit({ op, type }: GraphNode, args: readonly GraphNode[]): boolean {
  if (type === 'i64' || args.some((arg) => arg.type === 'i64')) return false;
  if (op === 'call' || op === 'rem') return false;
  if (op === 'div') return type === 'f32' || type === 'f64';
  return (op !== 'shl' && op !== 'shr') || args[1]!.op === 'const';
}

/** Writes one operation on values of known locals; gives the locals of its value. */
export function emitOperation(
  asm: Assembler,
  node: GraphNode,
  args: readonly GraphNode[],
  values: readonly Value[],
): Value {
  const { op } = node;
  const type = (args[0]?.type ?? node.type) as LaneType;
  if (op === 'bitcast') return values[0]!;
  if (op === 'cast') return emitCast(asm, type, node.type as LaneType, values[0]!);
  if (op === 'select') return emitSelect(asm, node, args, values);
  if (op === 'lt' || op === 'le' || op === 'eq') return emitCompare(asm, op, type, values);
  if (op === 'shl' || op === 'shr') return emitShift(asm, node, args[1]!, values[0]!);
  if ((op === 'min' || op === 'max') && (type === 'f32' || type === 'f64'))
    return emitExtreme(asm, op, type, args[1]!, values);
  if (op === 'abs' && type === 'u32') return values[0]!;
  return each(asm, values, instructions[type][op]!);
}

/** One instruction on every vector of some values. */
function each(asm: Assembler, values: readonly Value[], code: number): Value {
  return values[0]!.map((_, half) => {
    for (const value of values) asm.get(value[half]!);
    return keep(asm.simd(code));
  });
}

/** The top of the stack as a local. */
function keep(asm: Assembler): Local {
  const local = asm.vector();
  asm.set(local);
  return local;
}

/** Masks of pairs become masks of words. */
function narrowed(asm: Assembler, mask: Value): Value {
  if (mask.length === 1) return mask;
  return [keep(asm.get(mask[0]!, mask[1]!).simd(simd.shuffle, ...lanes.evenWords))];
}

function emitCompare(asm: Assembler, op: 'lt' | 'le' | 'eq', type: LaneType, values: readonly Value[]): Value {
  if (type !== 'bool') return narrowed(asm, each(asm, values, instructions[type][op]!));
  const [a, b] = [values[0]![0]!, values[1]![0]!];
  if (op === 'eq') return [keep(asm.get(a, b).simd(simd.xor).simd(simd.not))];
  if (op === 'lt') return [keep(asm.get(b, a).simd(simd.andNot))];
  return [keep(asm.get(a).simd(simd.not).get(b).simd(simd.or))];
}

/** Of equals the first, and NaN wins. `pmin(a, b)` is `b < a ? b : a`: all that it lacks is a NaN in second place. */
function emitExtreme(
  asm: Assembler,
  op: 'min' | 'max',
  type: 'f32' | 'f64',
  second: GraphNode,
  values: readonly Value[],
): Value {
  const codes = instructions[type];
  const best = each(asm, values, op === 'min' ? codes.pmin! : codes.pmax!);
  if (second.op === 'const' && second.value === second.value) return best;
  const y = values[1]!;
  return best.map((vector, half) =>
    keep(asm.get(vector, y[half]!).get(y[half]!, y[half]!).simd(codes.eq!).simd(simd.bitselect)),
  );
}

function emitSelect(asm: Assembler, node: GraphNode, args: readonly GraphNode[], values: readonly Value[]): Value {
  const [mask, yes, no] = values as [Value, Value, Value];
  // A choice between what was compared is one instruction.
  const chosen = args[0]!;
  if (chosen.op === 'lt' && (node.type === 'f32' || node.type === 'f64')) {
    const [less, more] = chosen.args;
    const [first, second] = node.args.slice(1);
    if (less === first && more === second) return each(asm, [no, yes], instructions[node.type].pmin!);
    if (less === second && more === first) return each(asm, [no, yes], instructions[node.type].pmax!);
  }
  return yes.map((vector, half) => {
    asm.get(vector, no[half]!, mask[0]!);
    if (node.type === 'f64') asm.simd(half === 0 ? simd.wordsToPairsLow : simd.wordsToPairsHigh);
    return keep(asm.simd(simd.bitselect));
  });
}

function emitShift(asm: Assembler, node: GraphNode, by: GraphNode, value: Value): Value {
  const code = node.op === 'shl' ? simd.shiftLeft : node.type === 'u32' ? simd.shiftRightUnsigned : simd.shiftRight;
  return [
    keep(
      asm
        .get(value[0]!)
        .constant(Number(by.value) & 31)
        .simd(code),
    ),
  ];
}

function emitCast(asm: Assembler, from: LaneType, to: LaneType, value: Value): Value {
  if (from === 'bool') {
    const ones: Value = [keep(asm.get(value[0]!).simd(simd.neg32))];
    return to === 'i32' || to === 'u32' ? ones : emitCast(asm, 'i32', to, ones);
  }
  const code = conversions[`${from} ${to}`];
  // int32 and uint32 are the same bits.
  if (code === undefined) return value;
  if (to === 'f64') {
    const upper = asm.get(value[0]!, value[0]!).simd(simd.shuffle, ...lanes.upperHalf);
    const high = keep(upper.simd(code));
    return [keep(asm.get(value[0]!).simd(code)), high];
  }
  if (from !== 'f64') return [keep(asm.get(value[0]!).simd(code))];
  asm.get(value[0]!).simd(code).get(value[1]!).simd(code);
  return [keep(asm.simd(simd.shuffle, ...lanes.lowerHalves))];
}
