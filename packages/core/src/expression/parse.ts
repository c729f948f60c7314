import type { DType } from '../dtype.js';
import { NnError } from '../errors.js';
import type { ReduceKind } from '../reduce-kind.js';
import { linearize } from './build.js';
import { Expr, type NamedFunction } from './expr.js';
import type { ExpressionGraph } from './graph.js';
import type { ExprOp, ExprType } from './types.js';

/**
 * Reads what `printExpression` wrote.
 *
 * @param functions the named functions that the text may call
 * @throws NnError 'EXPRESSION' with the line that cannot be read
 */
export function parseExpression(text: string, functions: readonly NamedFunction[] = []): ExpressionGraph {
  let inputs: DType[] = [];
  let scalars: ExprType[] = [];
  let outputs: { node: number; dtype: DType }[] = [];
  let reduction: ExpressionGraph['reduction'] = null;
  const values: Expr[] = [];

  text.split('\n').forEach((line, number) => {
    const unreadable = (why: string): NnError =>
      new NnError('EXPRESSION', `expression text, line ${number + 1}: ${why}: ${line}`, { details: { line: number + 1 } });
    const operand = (word: string): Expr => {
      const value = values[Number(word.slice(1))];
      if (!word.startsWith('%') || value === undefined) throw unreadable(`${word} is not defined before`);
      return value;
    };
    const [head = '', ...words] = line.split(' ');
    if (head === 'inputs') inputs = words as DType[];
    else if (head === 'scalars') scalars = words as ExprType[];
    else if (head === 'outputs') {
      outputs = words.map((word) => {
        const [at = '', dtype = ''] = word.split(':');
        operand(at);
        return { node: Number(at.slice(1)), dtype: dtype as DType };
      });
    } else if (head === 'reduction') {
      const [kind = '', axes = ''] = words;
      reduction = { kind: kind as ReduceKind, axes: axes === '' ? [] : axes.split(',').map(Number) };
    } else {
      const [equals, op = '', type = '', ...rest] = words;
      if (head !== `%${values.length}` || equals !== '=' || type === '') throw unreadable('expected %n = op type …');
      values.push(parseNode(op as ExprOp, type as ExprType, rest, operand, functions, unreadable));
    }
  });
  return linearize({ inputs, scalars, outputs: outputs.map((o) => o.dtype), reduction }, outputs.map((o) => values[o.node]!));
}

function parseNode(
  op: ExprOp,
  type: ExprType,
  words: readonly string[],
  operand: (word: string) => Expr,
  functions: readonly NamedFunction[],
  unreadable: (why: string) => NnError,
): Expr {
  const own = words[0] ?? '';
  if (op === 'load' || op === 'scalar') return new Expr(op, type, [], Number(own));
  if (op === 'const') return new Expr(op, type, [], undefined, parseConstant(own));
  if (op === 'call') {
    const fn = functions.find((f) => f.name === own);
    if (fn === undefined) throw unreadable(`no function named ${own} was given`);
    return new Expr(op, type, words.slice(1).map(operand), undefined, undefined, fn);
  }
  return new Expr(op, type, words.map(operand));
}

function parseConstant(word: string): number | bigint | boolean {
  if (word === 'true' || word === 'false') return word === 'true';
  return word.endsWith('n') ? BigInt(word.slice(0, -1)) : Number(word);
}
