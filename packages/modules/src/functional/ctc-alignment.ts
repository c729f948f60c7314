import { formatShape, NnError } from '@nn/core';
import { Tensor } from '@nn/tensor';

/** A length for every sequence of a batch; one number without a batch. */
export type Lengths = Tensor | readonly number[] | number;

/** @internal What the paths of every sequence may be. Plain numbers: they come from targets and lengths, which are read. */
export interface Alignment {
  readonly inputLengths: readonly number[];
  readonly targetLengths: readonly number[];
  /** blank, y1, blank, y2, …, blank; as many for every sequence. */
  readonly labels: readonly (readonly number[])[];
  /** Whether a path may come to a state from the last but one: over a blank between different classes. */
  readonly skips: readonly (readonly boolean[])[];
}

/** @internal */
export function alignmentOf(
  logProbs: Tensor,
  targets: Tensor,
  inputs: Lengths,
  lengths: Lengths,
  blank: number,
): Alignment {
  if (logProbs.ndim !== 3)
    refuse('SHAPE', `log_probs has shape [T, N, C] or [T, C], got ${formatShape(logProbs.shape)}`);
  const [steps, count, classes] = logProbs.shape as readonly [number, number, number];
  if (!(Number.isInteger(blank) && blank >= 0 && blank < classes)) refuse('OPTION', 'blank must be in label range');
  const inputLengths = lengthsOf(inputs, 'input_lengths', count);
  const targetLengths = lengthsOf(lengths, 'target_lengths', count);
  const longest = Math.max(0, ...inputLengths);
  if (longest > steps)
    refuse('OPTION', `Expected input_lengths to have value at most ${steps}, but got value ${longest}`);
  const rows = rowsOf(targets, targetLengths);
  for (const label of rows.flat()) {
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      refuse('INDEX', `target ${label} is not one of ${classes} classes`);
  }
  const states = 2 * Math.max(0, ...targetLengths) + 1;
  const labels = rows.map((row) =>
    Array.from({ length: states }, (_, s) => (s % 2 === 0 ? blank : (row[(s - 1) / 2] ?? blank))),
  );
  const skips = labels.map((row) => row.map((label, s) => s % 2 === 1 && s > 1 && label !== row[s - 2]));
  return { inputLengths, targetLengths, labels, skips };
}

function lengthsOf(lengths: Lengths, name: string, count: number): readonly number[] {
  if (lengths instanceof Tensor && lengths.isFloatingPoint()) refuse('DTYPE', `${name} must be integral`);
  const values = numbersOf(lengths);
  if (values.length !== count) refuse('SHAPE', `${name} must be of size batch_size`);
  for (const value of values) {
    if (!Number.isInteger(value) || value < 0)
      refuse('OPTION', `${name} are whole numbers that are not negative, got ${value}`);
  }
  return values;
}

function numbersOf(values: Lengths): readonly number[] {
  if (typeof values === 'number') return [values];
  return values instanceof Tensor ? Array.from(values.detach().toTypedArraySync(), Number) : values;
}

/** Every sequence's own target. */
function rowsOf(targets: Tensor, lengths: readonly number[]): readonly (readonly number[])[] {
  const values = numbersOf(targets);
  const longest = Math.max(0, ...lengths);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (targets.ndim === 2) {
    const [rows, size] = targets.shape as readonly [number, number];
    if (rows !== lengths.length)
      refuse(
        'SHAPE',
        `Expected tensor to have size ${lengths.length} at dimension 0, but got size ${rows} for argument #2 'targets'`,
      );
    if (size < longest)
      refuse(
        'SHAPE',
        `Expected tensor to have size at least ${longest} at dimension 1, but got size ${size} for argument #2 'targets'`,
      );
    return lengths.map((length, n) => values.slice(n * size, n * size + length));
  }
  if (targets.ndim !== 1) refuse('SHAPE', `targets has one axis or two, got ${formatShape(targets.shape)}`);
  if (values.length !== total)
    refuse(
      'SHAPE',
      `Expected tensor to have size ${total} at dimension 0, but got size ${values.length} for argument #2 'targets'`,
    );
  let start = 0;
  return lengths.map((length) => values.slice(start, (start += length)));
}

function refuse(code: 'SHAPE' | 'OPTION' | 'INDEX' | 'DTYPE', sentence: string): never {
  throw new NnError(code, sentence, { op: 'ctcLoss' });
}
