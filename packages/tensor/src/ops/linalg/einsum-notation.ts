import { NnError, type Shape } from '@nn/core';

/** An axis of an operand or of the result: a letter, or one of those that `...` stands for, counted from the last. */
export type Label = string;

export interface Contraction {
  /** The axes of every operand. */
  readonly operands: readonly (readonly Label[])[];
  readonly output: readonly Label[];
}

/**
 * @internal Reads einsum's notation: letters for axes, `...` for the axes that are not named, commas between operands, `->` before the result.
 * Without it, the result has the letters that stand once, in the order of the alphabet (capitals first), after the axes of `...`.
 */
export function readEquation(equation: string, shapes: readonly Shape[]): Contraction {
  const arrow = equation.indexOf('->');
  const left = arrow < 0 ? equation : equation.slice(0, arrow);
  const parts = left.split(',');
  if (shapes.length === 0)
    throw refuse(
      'must specify the equation string and at least one operand, or at least one operand and its subscripts list',
      { equation },
    );
  let start = 0;
  const terms = parts.map((part, i) => {
    const term = readTerm(part, start, `operand ${i}`);
    start += part.length + 1;
    return term;
  });
  if (terms.length > shapes.length)
    throw refuse('fewer operands were provided than specified in the equation', { equation, operands: shapes.length });
  if (terms.length < shapes.length)
    throw refuse('more operands were provided than specified in the equation', { equation, operands: shapes.length });
  const operands = terms.map((term, i) => withEllipsis(term, shapes[i]!, i));
  const unnamed = Math.max(...operands.map((labels) => labels.filter(isUnnamed).length));
  return {
    operands,
    output: arrow < 0 ? implied(operands, unnamed) : stated(equation.slice(arrow + 2), arrow + 2, operands, unnamed),
  };
}

const ellipsis = '...';

function isUnnamed(label: Label): boolean {
  return label.startsWith(ellipsis);
}

/** Letters, and `...` at most once. */
function readTerm(text: string, start: number, where: string): Label[] {
  const labels: Label[] = [];
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!;
    if (letter === ' ') continue;
    if (letter === '.') {
      if (labels.includes(ellipsis)) throw refuse(`found '.' for ${where} for which an ellipsis was already found`);
      if (!text.startsWith(ellipsis, i))
        throw refuse(`found '.' for ${where} that is not part of any ellipsis${where === 'output' ? ' (...)' : ''}`);
      labels.push(ellipsis);
      i += 2;
    } else if (/[a-zA-Z]/.test(letter)) labels.push(letter);
    else
      throw refuse(
        `invalid subscript given at index ${start + i} in the equation string, subscripts must be in [a-zA-Z]`,
      );
  }
  return labels;
}

/** `...` as one label for each axis that it stands for: the last is `...0`, so that ranks broadcast from the right. */
function withEllipsis(term: readonly Label[], shape: Shape, position: number): Label[] {
  const named = term.filter((label) => label !== ellipsis).length;
  const has = term.includes(ellipsis);
  if (has ? named > shape.length : named !== shape.length) {
    const hint = has ? 'is more than the number of dimensions' : 'does not match the number of dimensions';
    throw refuse(
      `the number of subscripts in the equation (${named}) ${hint} (${shape.length}) for operand ${position}${has ? '' : ' and no ellipsis was given'}`,
      { shape },
    );
  }
  return term.flatMap((label) => (label === ellipsis ? unnamedLabels(shape.length - named) : [label]));
}

function unnamedLabels(count: number): Label[] {
  return Array.from({ length: count }, (_, i) => `${ellipsis}${count - 1 - i}`);
}

function implied(operands: readonly (readonly Label[])[], unnamed: number): Label[] {
  const counts = new Map<Label, number>();
  for (const label of operands.flat()) counts.set(label, (counts.get(label) ?? 0) + 1);
  const once = [...counts.keys()].filter((label) => !isUnnamed(label) && counts.get(label) === 1).sort();
  return [...unnamedLabels(unnamed), ...once];
}

function stated(text: string, start: number, operands: readonly (readonly Label[])[], unnamed: number): Label[] {
  const labels = readTerm(text, start, 'output').flatMap((label) =>
    label === ellipsis ? unnamedLabels(unnamed) : [label],
  );
  const known = new Set(operands.flat());
  labels.forEach((label, i) => {
    if (labels.indexOf(label) !== i) throw refuse(`output subscript ${label} appears more than once in the output`);
    if (!known.has(label))
      throw refuse(`output subscript ${label} does not appear in the equation for any input operand`);
  });
  return labels;
}

/** @internal */
export function refuse(what: string, details: Record<string, unknown> = {}): NnError {
  return new NnError('SHAPE', `einsum(): ${what}`, { op: 'einsum', details });
}
