import type { DType } from '../dtype.js';
import { NnError } from '../errors.js';
import type { ReduceKind } from '../reduce-kind.js';
import { linearize } from './build.js';
import { call, constantOf, Expr, type NamedFunction } from './expr.js';
import type { ExpressionGraph } from './graph.js';
import { computeType, type ExprType } from './types.js';

/**
 * Reads what `printExpression` wrote. The text is checked like an expression that is built: operations, types and positions.
 *
 * @param functions the named functions that the text may call; `namedFunctions` has all of ours
 * @throws NnError 'EXPRESSION' with the line that cannot be read
 *
 * @example
 * import { parseExpression } from '@nn/core/expression';
 *
 * parseExpression('inputs float32\nscalars\n%0 = load f32 0\n%1 = sqrt f32 %0\noutputs %1:float32');
 */
export function parseExpression(text: string, functions: readonly NamedFunction[] = []): ExpressionGraph {
  let inputs: DType[] = [];
  let scalars: ExprType[] = [];
  let outputs: { node: number; dtype: DType }[] = [];
  let reduction: ExpressionGraph['reduction'] = null;
  const values: Expr[] = [];

  text.split('\n').forEach((line, number) => {
    if (line.trim() === '') return;
    const unreadable = (why: string): NnError =>
      new NnError('EXPRESSION', `expression text, line ${number + 1}: ${why}: ${line}`, {
        details: { line: number + 1 },
      });
    const operand = (word: string): Expr => {
      const value = values[Number(word.slice(1))];
      if (!word.startsWith('%') || value === undefined) throw unreadable(`${word} is not defined before`);
      return value;
    };
    const fail = (why: string): never => {
      throw unreadable(why);
    };
    const dtype = (word: string): DType =>
      Object.hasOwn(computeType, word) ? (word as DType) : fail(`unknown dtype ${word}`);
    const exprType = (word: string): ExprType => types.find((type) => type === word) ?? fail(`unknown type ${word}`);
    const [head = '', ...words] = line.trim().split(' ');
    if (head === 'inputs') inputs = words.map(dtype);
    else if (head === 'scalars') scalars = words.map(exprType);
    else if (head === 'outputs') {
      outputs = words.map((word) => {
        const [at = '', stored = ''] = word.split(':');
        operand(at);
        return { node: Number(at.slice(1)), dtype: dtype(stored) };
      });
    } else if (head === 'reduction') {
      const [kind = '', axes = ''] = words;
      const known = kinds.find((name) => name === kind) ?? fail(`unknown reduction ${kind}`);
      reduction = { kind: known, axes: axes === '' ? [] : axes.split(',').map(Number) };
    } else {
      const [equals, op = '', type = '', ...rest] = words;
      if (head !== `%${values.length}` || equals !== '=' || type === '') throw unreadable('expected %n = op type …');
      const value = parseNode({
        op,
        type: exprType(type),
        words: rest,
        inputs,
        scalars,
        functions,
        operand,
        unreadable,
      });
      if (value.type !== type) throw unreadable(`this is ${value.type}`);
      values.push(value);
    }
  });
  return linearize(
    { inputs, scalars, outputs: outputs.map((o) => o.dtype), reduction },
    outputs.map((o) => values[o.node]!),
  );
}

const types: readonly ExprType[] = ['f32', 'f64', 'i32', 'u32', 'i64', 'bool'];
const kinds: readonly ReduceKind[] = ['sum', 'prod', 'max', 'min', 'any', 'all'];

interface NodeText {
  readonly op: string;
  readonly type: ExprType;
  readonly words: readonly string[];
  readonly inputs: readonly DType[];
  readonly scalars: readonly ExprType[];
  readonly functions: readonly NamedFunction[];
  readonly operand: (word: string) => Expr;
  readonly unreadable: (why: string) => NnError;
}

function parseNode({ op, type, words, inputs, scalars, functions, operand, unreadable }: NodeText): Expr {
  const own = words[0] ?? '';
  if (op === 'load' || op === 'scalar') {
    const index = Number(own);
    const declared = op === 'load' ? inputs[index] && computeType[inputs[index]] : scalars[index];
    if (declared === undefined) throw unreadable(`there is no ${op === 'load' ? 'input' : 'scalar'} ${own}`);
    return new Expr(op, declared, [], index);
  }
  try {
    if (op === 'const') return constantOf(type, parseConstant(own));
    if (op === 'call') {
      const fn = functions.find((f) => f.name === own);
      if (fn === undefined) throw unreadable(`no function named ${own} was given`);
      return call(fn, ...words.slice(1).map(operand));
    }
    return apply(op, type, words.map(operand));
  } catch (error) {
    throw error instanceof NnError && error.details['line'] === undefined ? unreadable(error.sentence) : error;
  }
}

const unary = ['neg', 'abs', 'sqrt', 'floor', 'ceil', 'trunc', 'round', 'not'] as const;
const binary = [
  'add',
  'sub',
  'mul',
  'div',
  'rem',
  'min',
  'max',
  'lt',
  'le',
  'eq',
  'and',
  'or',
  'xor',
  'shl',
  'shr',
] as const;

/** The operation as its method builds it, so that its operands are checked there. */
function apply(op: string, type: ExprType, operands: readonly Expr[]): Expr {
  const [a, b, c] = operands;
  const one = unary.find((name) => name === op);
  if (one !== undefined && a !== undefined && operands.length === 1) return a[one]();
  const two = binary.find((name) => name === op);
  if (two !== undefined && a !== undefined && b !== undefined && operands.length === 2) return a[two](b);
  if (op === 'select' && a !== undefined && b !== undefined && c !== undefined && operands.length === 3)
    return a.select(b, c);
  if (op === 'cast' && a !== undefined && operands.length === 1) return a.to(type);
  if (
    op === 'bitcast' &&
    a !== undefined &&
    operands.length === 1 &&
    (type === 'f32' || type === 'i32' || type === 'u32')
  )
    return a.bitcast(type);
  throw new NnError('EXPRESSION', `no operation ${op} of ${operands.length} operands`, { op });
}

function parseConstant(word: string): number | bigint | boolean {
  if (word === 'true' || word === 'false') return word === 'true';
  if (/^-?\d+n$/.test(word)) return BigInt(word.slice(0, -1));
  const value = Number(word);
  if (word === '' || (Number.isNaN(value) && word !== 'NaN')) throw new NnError('EXPRESSION', `${word} is no number`);
  return value;
}
