import { NnError } from '@nn/core';

/** One number for all axes, or one for each. */
export type Size = number | readonly number[];

/** @internal How many axes windows slide over. */
export type Rank = 1 | 2 | 3;

/** @internal A number for each of `rank` axes; `null` for a list of another length. A list of one counts for all. */
export function spread(value: Size, rank: number): readonly number[] | null {
  if (typeof value === 'number') return new Array<number>(rank).fill(value);
  if (value.length === 1) return new Array<number>(rank).fill(value[0]!);
  return value.length === rank ? value : null;
}

/** @internal Refuses fractions and what is no number. */
export function checkWhole(values: readonly number[], name: string, op: string): void {
  if (values.every(Number.isSafeInteger)) return;
  throw new NnError('OPTION', `${op}: ${name} must be whole numbers, got ${values.map(String).join(', ')}`, {
    op,
    details: { [name]: values },
  });
}

/** @internal A list as PyTorch prints a tuple: `(3, 2)`. */
export function tuple(values: readonly number[]): string {
  return values.length === 1 ? `(${values[0]},)` : `(${values.join(', ')})`;
}
