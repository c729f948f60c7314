import type { Scalar } from '@nn/core';
import type { ExpressionGraph, ExprType, GraphNode } from '@nn/core/expression';

/*
 * What a graph means for one element, from the definitions of its operations and nothing else: integers are bigints throughout, so
 * no shortcut of the loops under test is shared.
 */

type Value = number | bigint | boolean;

/** The values of a graph's outputs, in their compute types. */
export function evaluate(graph: ExpressionGraph, inputs: readonly Value[], scalars: readonly Scalar[]): Value[] {
  const values: Value[] = [];
  for (const node of graph.nodes) {
    const args = node.args.map((at) => values[at]!);
    const types = node.args.map((at) => graph.nodes[at]!.type);
    values.push(compute(node, args, types, inputs, scalars));
  }
  return graph.outputs.map((output) => values[output.node]!);
}

function compute(
  node: GraphNode,
  args: Value[],
  types: ExprType[],
  inputs: readonly Value[],
  scalars: readonly Scalar[],
): Value {
  const { type } = node;
  const op: string = node.op;
  switch (op) {
    case 'load':
      return typed(type, inputs[node.index!]!);
    case 'scalar':
      return typed(type, scalars[node.index!]!);
    case 'const':
      return typed(type, node.value!);
    case 'cast':
      return cast(args[0]!, types[0]!, type);
    case 'bitcast':
      return bitcast(args[0]!, types[0]!, type);
    case 'select':
      return args[0] === true ? args[1]! : args[2]!;
    case 'call': {
      const result = node.fn!.float64(Number(args[0]), Number(args[1]));
      return rounded(type, result);
    }
    case 'lt':
      return args[0]! < args[1]!;
    case 'le':
      return args[0]! <= args[1]!;
    case 'eq':
      return args[0] === args[1];
    default:
      break;
  }
  if (type === 'bool') return logical(op, args[0] as boolean, args[1] as boolean);
  if (type === 'f32' || type === 'f64') return rounded(type, floating(op, args[0] as number, args[1] as number));
  return wrapped(type, whole(op, args[0] as bigint, args[1] as bigint, type));
}

/** A value as a type holds it. */
function typed(type: ExprType, value: Value): Value {
  if (type === 'bool') return Boolean(value);
  if (type === 'f32' || type === 'f64') return rounded(type, Number(value));
  return wrapped(type, typeof value === 'number' ? BigInt(Math.trunc(value)) : BigInt(value));
}

function rounded(type: ExprType, value: number): number {
  return type === 'f32' ? Math.fround(value) : value;
}

function wrapped(type: ExprType, value: bigint): bigint {
  return type === 'i32'
    ? BigInt.asIntN(32, value)
    : type === 'u32'
      ? BigInt.asUintN(32, value)
      : BigInt.asIntN(64, value);
}

function logical(op: string, a: boolean, b: boolean): boolean {
  if (op === 'not') return !a;
  if (op === 'and') return a && b;
  return op === 'or' ? a || b : a !== b;
}

function floating(op: string, a: number, b: number): number {
  switch (op) {
    case 'neg':
      return -a;
    case 'abs':
      return Math.abs(a);
    case 'sqrt':
      return Math.sqrt(a);
    case 'floor':
      return Math.floor(a);
    case 'ceil':
      return Math.ceil(a);
    case 'trunc':
      return Math.trunc(a);
    case 'round': {
      if (!Number.isFinite(a) || Math.abs(a) > 2 ** 52) return a;
      const down = Math.floor(a);
      const near = a - down < 0.5 || (a - down === 0.5 && down % 2 === 0) ? down : down + 1;
      return near === 0 && (a < 0 || Object.is(a, -0)) ? -0 : near;
    }
    case 'add':
      return a + b;
    case 'sub':
      return a - b;
    case 'mul':
      return a * b;
    case 'div':
      return a / b;
    case 'rem':
      return a % b;
    case 'min':
      return Number.isNaN(a) || Number.isNaN(b) ? NaN : b < a ? b : a;
    case 'max':
      return Number.isNaN(a) || Number.isNaN(b) ? NaN : b > a ? b : a;
    default:
      throw new Error(op);
  }
}

function whole(op: string, a: bigint, b: bigint, type: ExprType): bigint {
  const bits = type === 'i64' ? 6 : 5;
  switch (op) {
    case 'neg':
      return -a;
    case 'abs':
      return a < 0n ? -a : a;
    case 'not':
      return ~a;
    case 'add':
      return a + b;
    case 'sub':
      return a - b;
    case 'mul':
      return a * b;
    case 'div':
      return a / b;
    case 'rem':
      return a % b;
    case 'min':
      return b < a ? b : a;
    case 'max':
      return b > a ? b : a;
    case 'and':
      return a & b;
    case 'or':
      return a | b;
    case 'xor':
      return a ^ b;
    case 'shl':
      return a << BigInt.asUintN(bits, b);
    case 'shr':
      return a >> BigInt.asUintN(bits, b);
    default:
      throw new Error(op);
  }
}

const bounds = {
  i32: [-(2n ** 31n), 2n ** 31n - 1n],
  u32: [0n, 2n ** 32n - 1n],
  i64: [-(2n ** 63n), 2n ** 63n - 1n],
} as const;

function cast(value: Value, from: ExprType, to: ExprType): Value {
  if (to === 'bool') return typeof value === 'bigint' ? value !== 0n : value !== 0;
  if (to === 'f64') return Number(value);
  if (to === 'f32') return typeof value === 'bigint' ? nearestFloat32(value) : Math.fround(Number(value));
  if (from === 'f32' || from === 'f64') {
    const x = value as number;
    const [least, greatest] = bounds[to];
    if (Number.isNaN(x)) return 0n;
    if (x >= Number(greatest)) return greatest;
    return x <= Number(least) ? least : BigInt(Math.trunc(x));
  }
  return wrapped(to, BigInt(value));
}

function bitcast(value: Value, from: ExprType, to: ExprType): Value {
  if (from === to) return value;
  const view = new DataView(new ArrayBuffer(4));
  if (from === 'f32') view.setFloat32(0, value as number);
  else view.setUint32(0, Number(BigInt.asUintN(32, value as bigint)));
  if (to === 'f32') return view.getFloat32(0);
  return BigInt(to === 'i32' ? view.getInt32(0) : view.getUint32(0));
}

/** A whole number rounded to float32 once, ties to even. */
function nearestFloat32(value: bigint): number {
  const magnitude = value < 0n ? -value : value;
  const excess = Math.max(0, magnitude.toString(2).length - 24);
  const shift = BigInt(excess);
  const unit = 1n << shift;
  const down = magnitude >> shift;
  const rest = magnitude - (down << shift);
  const up = rest * 2n > unit || (rest * 2n === unit && down % 2n === 1n);
  const result = Number(down + (up ? 1n : 0n)) * 2 ** excess;
  return value < 0n ? -result : result;
}
