import { NnError } from '@nn/core';
import type { Size } from '@nn/tensor';

/** @internal A number for each axis; one stands for all. Refuses fractions and lists of another length. */
export function perAxis(value: Size, rank: number, name: string, op: string): readonly number[] {
  const values = typeof value === 'number' ? new Array<number>(rank).fill(value) : [...value];
  if (values.length === rank && values.every(Number.isSafeInteger)) return values;
  throw new NnError(
    'OPTION',
    `${op}: ${name} must be a whole number or a list of ${rank}, got ${JSON.stringify(value)}`,
    { op, details: { [name]: value } },
  );
}
