import { type ExpressionGraph, type ExprType, type GraphNode, namedFunctions } from './index.js';
import { parseExpression } from './parse.js';
import { printExpression } from './print.js';

/** A value of a node: bigint for i64, boolean for bool, else number. */
export type Value = number | bigint | boolean;

/**
 * The values of a graph's outputs, in their compute types, for one element: every node as its definition says, nothing clever.
 * What readers and emitted code are compared with.
 */
export function evaluate(graph: ExpressionGraph, inputs: readonly Value[], scalars: readonly Value[] = []): Value[] {
  return evaluateAll(
    graph,
    inputs.map((value) => [value]),
    scalars,
  ).map(([value]) => value!);
}

/** `evaluate` for many elements: a list of values for each input, and for each output. */
export function evaluateAll(
  graph: ExpressionGraph,
  inputs: readonly (readonly Value[])[],
  scalars: readonly Value[] = [],
): Value[][] {
  const count = inputs[0]?.length ?? 1;
  const columns: (readonly Value[])[] = [];
  for (const node of graph.nodes) {
    const [a = [], b = [], c = []] = node.args.map((at) => columns[at]!);
    if (node.op === 'load') columns.push(inputs[node.index!]!);
    else {
      const compute = operation(node, node.args.length === 0 ? node.type : graph.nodes[node.args[0]!]!.type, scalars);
      const column = new Array<Value>(count);
      for (let i = 0; i < count; i++) column[i] = compute(a[i]!, b[i]!, c[i]!);
      columns.push(column);
    }
  }
  return graph.outputs.map(({ node }) => [...columns[node]!]);
}

/** The graph that is read from a graph's text. */
export function reread(graph: ExpressionGraph): ExpressionGraph {
  return parseExpression(printExpression(graph), namedFunctions);
}

type Operation = (a: Value, b: Value, c: Value) => Value;

function operation(node: GraphNode, from: ExprType, scalars: readonly Value[]): Operation {
  const { op, type } = node;
  if (op === 'scalar') return () => scalars[node.index!]!;
  if (op === 'const') return () => node.value!;
  if (op === 'cast') return (a) => convert(a, from, type);
  if (op === 'bitcast') return (a) => reinterpret(a as number, from, type);
  if (op === 'select') return (a, b, c) => (a === true ? b : c);
  if (op === 'lt') return (a, b) => a < b;
  if (op === 'le') return (a, b) => a <= b;
  if (op === 'eq') return (a, b) => a === b;
  const compute = op === 'call' ? node.fn!.float64 : tableOf(type)[op];
  if (compute === undefined) throw new Error(`${op} on ${type}`);
  const operate = compute as Operation;
  if (type === 'f32') return (a, b, c) => Math.fround(operate(a, b, c) as number);
  if (type === 'i32') return (a, b, c) => (operate(a, b, c) as number) | 0;
  if (type === 'u32') return (a, b, c) => (operate(a, b, c) as number) >>> 0;
  if (type === 'i64') return (a, b, c) => BigInt.asIntN(64, operate(a, b, c) as bigint);
  return operate;
}

type Table<T> = Readonly<Record<string, (a: T, b: T) => T>>;

const tableOf = (type: ExprType): Readonly<Record<string, unknown>> => {
  if (type === 'bool') return logical;
  if (type === 'i64') return long;
  return type === 'f32' || type === 'f64'
    ? floating
    : type === 'i32'
      ? { ...integer, shr: (a: number, b: number) => a >> b }
      : { ...integer, shr: (a: number, b: number) => a >>> b };
};

const logical: Table<boolean> = {
  not: (a) => !a,
  and: (a, b) => a && b,
  or: (a, b) => a || b,
  xor: (a, b) => a !== b,
};

const floating: Table<number> = {
  neg: (a) => -a,
  abs: Math.abs,
  sqrt: Math.sqrt,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  round: (a) => {
    const low = Math.floor(a);
    const up = a - low > 0.5 || (a - low === 0.5 && low % 2 !== 0);
    return up ? Math.ceil(a) : a - low > 0 ? low : a;
  },
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  rem: (a, b) => a % b,
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
};

/** Right in the low 32 bits. Dividing by 0 gives 0 here; backends refuse it. */
const integer: Table<number> = {
  neg: (a) => -a,
  abs: Math.abs,
  not: (a) => ~a,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: Math.imul,
  div: (a, b) => (b === 0 ? 0 : Math.trunc(a / b)),
  rem: (a, b) => (b === 0 ? 0 : a % b),
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  shl: (a, b) => a << b,
};

/** Exact, then wrapped. */
const long: Table<bigint> = {
  neg: (a) => -a,
  abs: (a) => (a < 0n ? -a : a),
  not: (a) => ~a,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => (b === 0n ? 0n : a / b),
  rem: (a, b) => (b === 0n ? 0n : a % b),
  min: (a, b) => (a < b ? a : b),
  max: (a, b) => (a > b ? a : b),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  shl: (a, b) => a << (b & 63n),
  shr: (a, b) => a >> (b & 63n),
};

/** A result brought into its type: floats round, integers wrap. */
function fit(value: number | bigint, type: ExprType): Value {
  if (type === 'f32') return Math.fround(Number(value));
  if (type === 'f64') return Number(value);
  if (type === 'i64') return BigInt.asIntN(64, value as bigint);
  return Number(type === 'i32' ? BigInt.asIntN(32, value as bigint) : BigInt.asUintN(32, value as bigint));
}

/** Float to integer truncates and saturates, NaN to 0; integer to integer wraps; true is 1. */
function convert(value: Value, from: ExprType, to: ExprType): Value {
  if (typeof value === 'number' && (from === 'f32' || from === 'f64') && to !== 'f32' && to !== 'f64') {
    const [low, high] = to === 'i32' ? [-(2 ** 31), 2 ** 31] : to === 'u32' ? [0, 2 ** 32] : [-(2 ** 63), 2 ** 63];
    if (Number.isNaN(value)) return fit(0n, to);
    if (value >= high) return fit(BigInt(high) - 1n, to);
    return fit(BigInt(value < low ? low : Math.trunc(value)), to);
  }
  if (to === 'f32' || to === 'f64') return fit(Number(value), to);
  return fit(BigInt(value), to);
}

const view = new DataView(new ArrayBuffer(4));

function reinterpret(value: number, from: ExprType, to: ExprType): number {
  if (from === 'f32') view.setFloat32(0, value);
  else view.setUint32(0, value);
  if (to === 'f32') return view.getFloat32(0);
  return to === 'i32' ? view.getInt32(0) : view.getUint32(0);
}
