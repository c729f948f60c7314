import type { Scalar } from '@nn/core';
import { lower, type ExpressionGraph, type ExprType, type GraphNode } from '@nn/core/expression';
import { roundHalfEven, toFloat32, type Value } from './values.js';

/** Computes every node of a graph for one element, one node after another, each rounded to its type; gives the outputs' nodes. */
export function evaluateExpression(
  graph: ExpressionGraph,
  loads: readonly Value[],
  scalars: readonly Scalar[],
): Value[] {
  const basic = lower(graph);
  const values: Value[] = [];
  for (const node of basic.nodes)
    values.push(
      evaluateNode(
        node,
        node.args.map((at) => values[at]!),
        node.args.map((at) => basic.nodes[at]!.type),
        loads,
        scalars,
      ),
    );
  return basic.outputs.map((output) => values[output.node]!);
}

function evaluateNode(
  node: GraphNode,
  args: readonly Value[],
  types: readonly ExprType[],
  loads: readonly Value[],
  scalars: readonly Scalar[],
): Value {
  const [x, y, z] = args;
  switch (node.op) {
    case 'load':
      return loads[node.index!]!;
    case 'scalar':
      return scalarValue(node.type, scalars[node.index!]!);
    case 'const':
      return node.value!;
    case 'cast':
      return cast(types[0]!, node.type, x!);
    case 'bitcast':
      return bitcast(types[0]!, node.type, x as number);
    case 'select':
      return x === true ? y! : z!;
    case 'call':
      return node.fn!.float64(x as number, y as number);
    case 'lt':
      return x! < y!;
    case 'le':
      return x! <= y!;
    case 'eq':
      return x === y;
    case 'not':
      return typeof x === 'boolean' ? !x : wrap(node.type, ~BigInt(x!));
    case 'and':
    case 'or':
    case 'xor':
    case 'shl':
    case 'shr':
      return bitwise(node, x!, y!);
    case 'neg':
    case 'abs':
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'rem':
    case 'min':
    case 'max':
      return node.type === 'f32' || node.type === 'f64'
        ? rounded(node.type, floatArithmetic(node.op, x as number, y as number))
        : wrap(node.type, integerArithmetic(node.op, BigInt(x!), BigInt(y ?? 0)));
    case 'sqrt':
      return rounded(node.type, Math.sqrt(x as number));
    case 'floor':
      return Math.floor(x as number);
    case 'ceil':
      return Math.ceil(x as number);
    case 'trunc':
      return Math.trunc(x as number);
    case 'round':
      return roundHalfEven(x as number);
  }
}

type ArithmeticOp = 'neg' | 'abs' | 'add' | 'sub' | 'mul' | 'div' | 'rem' | 'min' | 'max';

/** `min` and `max`: NaN wins; of equals, as the two zeros are, the first, which is how PyTorch's relu keeps −0. */
function floatArithmetic(op: ArithmeticOp, x: number, y: number): number {
  switch (op) {
    case 'neg':
      return -x;
    case 'abs':
      return Math.abs(x);
    case 'add':
      return x + y;
    case 'sub':
      return x - y;
    case 'mul':
      return x * y;
    case 'div':
      return x / y;
    case 'rem':
      return x % y;
    case 'min':
      return y < x || Number.isNaN(y) ? y : x;
    case 'max':
      return y > x || Number.isNaN(y) ? y : x;
  }
}

function integerArithmetic(op: ArithmeticOp, x: bigint, y: bigint): bigint {
  switch (op) {
    case 'neg':
      return -x;
    case 'abs':
      return x < 0n ? -x : x;
    case 'add':
      return x + y;
    case 'sub':
      return x - y;
    case 'mul':
      return x * y;
    case 'div':
      return x / y;
    case 'rem':
      return x % y;
    case 'min':
      return x < y ? x : y;
    case 'max':
      return x > y ? x : y;
  }
}

function bitwise(node: GraphNode, x: Value, y: Value): Value {
  const [a, b] = [BigInt(x), BigInt(y)];
  const result = { and: a & b, or: a | b, xor: a ^ b, shl: 0n, shr: 0n };
  if (node.op === 'shl') return wrap(node.type, a << b);
  if (node.op === 'shr') return wrap(node.type, a >> b);
  const bits = result[node.op as 'and' | 'or' | 'xor'];
  return node.type === 'bool' ? bits !== 0n : wrap(node.type, bits);
}

/** An integer of the type, congruent to `x`. */
function wrap(type: ExprType, x: bigint): number | bigint {
  if (type === 'i64') return BigInt.asIntN(64, x);
  return Number(type === 'u32' ? BigInt.asUintN(32, x) : BigInt.asIntN(32, x));
}

function rounded(type: ExprType, x: number): number {
  return type === 'f32' ? Math.fround(x) : x;
}

const ranges = {
  i32: [-(2n ** 31n), 2n ** 31n - 1n],
  u32: [0n, 2n ** 32n - 1n],
  i64: [-(2n ** 63n), 2n ** 63n - 1n],
} as const;

/** Floats are truncated and kept in the integer's range, NaN is 0; integers wrap; anything to bool is ≠ 0. */
function cast(from: ExprType, to: ExprType, value: Value): Value {
  if (to === 'bool') return typeof value === 'bigint' ? value !== 0n : Number.isNaN(value) || Boolean(value);
  if (to === 'f32') return toFloat32(value);
  if (to === 'f64') return Number(value);
  if (from !== 'f32' && from !== 'f64') return wrap(to, BigInt(value));
  const [low, high] = ranges[to];
  if (Number.isNaN(value)) return wrap(to, 0n);
  if (!Number.isFinite(value)) return wrap(to, Number(value) < 0 ? low : high);
  const whole = BigInt(Math.trunc(Number(value)));
  return wrap(to, whole < low ? low : whole > high ? high : whole);
}

/** A scalar as a value of its type; a number that stands for an integer is whole. */
function scalarValue(type: ExprType, value: Scalar): Value {
  return cast(typeof value === 'number' ? 'f64' : typeof value === 'bigint' ? 'i64' : 'bool', type, value);
}

function bitcast(from: ExprType, to: ExprType, value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  if (from === 'f32') view.setFloat32(0, value);
  else view.setUint32(0, value >>> 0);
  if (to === 'f32') return view.getFloat32(0);
  return to === 'u32' ? view.getUint32(0) : view.getInt32(0);
}
