import type { ExprType, GraphNode } from '@nn/core/expression';
import type { Assembler, Local } from './assembler.js';
import { conversions, instructions, lanes, scalarConversions, simd } from './instructions.js';

/** Four elements: one vector, or two of 64-bit numbers. A truth value is a mask of 32 bits a lane. */
export type Value = readonly Local[];

/** Whether `emitOperation` knows a node whose operands have these nodes. */
export function canEmit({ op, type }: GraphNode, args: readonly GraphNode[]): boolean {
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
  const type = args[0]?.type ?? node.type;
  if (op === 'bitcast') return values[0]!;
  if (op === 'cast') return emitCast(asm, type, node.type, values[0]!);
  if (op === 'select') return emitSelect(asm, node, args, values);
  if (op === 'lt' || op === 'le' || op === 'eq') return emitCompare(asm, op, type, values);
  if (op === 'shl' || op === 'shr') return emitShift(asm, node, args[1]!, values[0]!);
  if ((op === 'min' || op === 'max') && (type === 'f32' || type === 'f64'))
    return emitExtreme(asm, op, type, args[1]!, values);
  if ((op === 'min' || op === 'max') && type === 'i64') return emitWholeExtreme(asm, op, values);
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

function emitCompare(asm: Assembler, op: 'lt' | 'le' | 'eq', type: ExprType, values: readonly Value[]): Value {
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

/** The smaller or the greater of int64, of which there is no instruction. */
function emitWholeExtreme(asm: Assembler, op: 'min' | 'max', [x, y]: readonly Value[]): Value {
  const [less, more] = op === 'min' ? [x!, y!] : [y!, x!];
  return x!.map((vector, half) =>
    keep(asm.get(vector, y![half]!).get(less[half]!, more[half]!).simd(instructions.i64.lt!).simd(simd.bitselect)),
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
    if (yes.length === 2) asm.simd(half === 0 ? simd.wordsToPairsLow : simd.wordsToPairsHigh);
    return keep(asm.simd(simd.bitselect));
  });
}

function emitShift(asm: Assembler, { op, type }: GraphNode, by: GraphNode, value: Value): Value {
  const isWide = type === 'i64';
  const left = isWide ? simd.shiftPairsLeft : simd.shiftLeft;
  const right = isWide ? simd.shiftPairsRight : type === 'u32' ? simd.shiftRightUnsigned : simd.shiftRight;
  const count = Number(BigInt.asUintN(isWide ? 6 : 5, BigInt(by.value!)));
  return value.map((vector) =>
    keep(
      asm
        .get(vector)
        .constant(count)
        .simd(op === 'shl' ? left : right),
    ),
  );
}

function emitCast(asm: Assembler, from: ExprType, to: ExprType, value: Value): Value {
  if (from === 'bool') {
    const ones: Value = [keep(asm.get(value[0]!).simd(simd.neg32))];
    return to === 'i32' || to === 'u32' ? ones : emitCast(asm, 'i32', to, ones);
  }
  if (from === 'i64') return fromWide(asm, to as 'f32' | 'f64' | 'i32' | 'u32', value);
  if (to === 'i64') return toWide(asm, from, value);
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

/** int64 in another type: the lower words, or each number converted on its own. */
function fromWide(asm: Assembler, to: 'f32' | 'f64' | 'i32' | 'u32', value: Value): Value {
  if (to === 'i32' || to === 'u32') return narrowed(asm, value);
  const convert = (lane: number): void => {
    asm.get(value[lane >> 1]!).simd(simd.extract64, lane & 1);
    for (const code of scalarConversions[`i64 ${to}`]) asm.op(code);
  };
  if (to === 'f64') return [0, 2].map((first) => pairOf(asm, first, convert, simd.splatF64, simd.replaceF64));
  convert(0);
  asm.simd(simd.splatF32);
  for (let lane = 1; lane < 4; lane++) {
    convert(lane);
    asm.simd(simd.replaceF32, lane);
  }
  return [keep(asm)];
}

/** Another type as int64. */
function toWide(asm: Assembler, from: ExprType, value: Value): Value {
  if (from === 'i32' || from === 'u32') {
    const halves =
      from === 'i32'
        ? [simd.wordsToPairsLow, simd.wordsToPairsHigh]
        : [simd.unsignedToPairsLow, simd.unsignedToPairsHigh];
    return halves.map((code) => keep(asm.get(value[0]!).simd(code)));
  }
  const convert = (lane: number): void => {
    if (from === 'f32') asm.get(value[0]!).simd(simd.extractF32, lane);
    else asm.get(value[lane >> 1]!).simd(simd.extractF64, lane & 1);
    for (const code of scalarConversions[from === 'f32' ? 'f32 i64' : 'f64 i64']) asm.op(code);
  };
  return [0, 2].map((first) => pairOf(asm, first, convert, simd.splat64, simd.replace64));
}

/** Two numbers of 64 bits, from what `convert` leaves on the stack for a lane. */
function pairOf(asm: Assembler, first: number, convert: (lane: number) => void, splat: number, replace: number): Local {
  convert(first);
  asm.simd(splat);
  convert(first + 1);
  return keep(asm.simd(replace, 1));
}
