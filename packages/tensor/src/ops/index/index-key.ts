import { NnError } from '@nn/core';
import type { Tensor } from '../../tensor.js';

/**
 * One place of an index, as `at` and `assign_` take it:
 * - a number picks one place along an axis, negative ones from the end; the axis goes away;
 * - a string in Python's spelling is a slice: `':'`, `'1:3'`, `'::2'`, `'-2:'`; `'...'` stands for as many `':'` as are missing;
 * - `null` makes a new axis of size 1;
 * - an int64 or int32 tensor, or an array of numbers, picks many places; several of them go together and broadcast;
 * - a bool (or uint8) tensor picks the places where it is true and covers as many axes as it has; a boolean is such a tensor without axes.
 */
export type IndexKey = number | string | null | boolean | Tensor | readonly number[];

/** @internal A parsed slice; what was left out is undefined. */
export interface Slice {
  readonly start: number | undefined;
  readonly stop: number | undefined;
  readonly step: number;
}

const slicePattern = /^\s*([+-]?\d+)?\s*:\s*([+-]?\d+)?\s*(?::\s*([+-]?\d+)?\s*)?$/;

/** @internal `'1:3'`, `'::2'` … as numbers; a coded error for anything else. */
export function parseSlice(text: string): Slice {
  const match = slicePattern.exec(text);
  if (match === null) {
    throw new NnError('INDEX', `'${text}' is no slice`, {
      op: 'at',
      details: { index: text },
      advice: "Write ':', '1:3', '::2', '-2:' or '...'.",
    });
  }
  const part = (i: number): number | undefined => (match[i] === undefined ? undefined : Number(match[i]));
  const step = part(3) ?? 1;
  if (step === 0) throw new NnError('INDEX', 'slice step cannot be zero', { op: 'at', details: { index: text } });
  if (step < 0)
    throw new NnError('INDEX', 'step must be greater than zero', {
      op: 'at',
      details: { index: text },
      advice: 'Use flip() to walk backwards.',
    });
  return { start: part(1), stop: part(2), step };
}
