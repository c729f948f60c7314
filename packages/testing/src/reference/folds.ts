import type { DType, ReduceKind } from '@nn/core';
import { convert, isInteger, type Value } from './values.js';

/** The values folded into one. Floats are summed in float64 and rounded once; integers wrap. NaN wins in max and min. */
export function fold(kind: ReduceKind, values: readonly Value[], dtype: DType): Value {
  switch (kind) {
    case 'any':
      return values.some(isTrue);
    case 'all':
      return values.every(isTrue);
    case 'max':
    case 'min':
      return values.reduce((best, value) => (isAhead(kind, value, best) ? value : best));
    case 'sum':
    case 'prod': {
      const start = kind === 'sum' ? 0 : 1;
      if (isInteger(dtype))
        return convert(
          values.reduce((total: bigint, value) => combine(kind, total, BigInt(value)), BigInt(start)),
          dtype,
        );
      return convert(
        values.reduce((total: number, value) => combine(kind, total, Number(value)), start),
        dtype,
      );
    }
  }
}

/** One step of a running sum or product, rounded or wrapped to the dtype. */
export function step(kind: 'sum' | 'prod', total: Value, value: Value, dtype: DType): Value {
  if (isInteger(dtype)) return convert(combine(kind, BigInt(total), BigInt(value)), dtype);
  return convert(combine(kind, Number(total), Number(value)), dtype);
}

function combine<T extends number | bigint>(kind: 'sum' | 'prod', a: T, b: T): T {
  return (kind === 'sum' ? (a as number) + (b as number) : (a as number) * (b as number)) as T;
}

function isTrue(value: Value): boolean {
  return convert(value, 'bool') === true;
}

/** True where `value` takes the lead from `leader`: it is more extreme, or the first NaN. */
export function isAhead(kind: 'max' | 'min', value: Value, leader: Value): boolean {
  if (Number.isNaN(leader)) return false;
  if (Number.isNaN(value)) return true;
  return kind === 'max' ? value > leader : value < leader;
}

/** Negative where `a` comes first in ascending order, 0 for equals; NaN is greatest, and −0 equals 0. */
export function sortsBefore(a: Value, b: Value): number {
  const [nanA, nanB] = [Number.isNaN(a), Number.isNaN(b)];
  if (nanA || nanB) return Number(nanA) - Number(nanB);
  return a < b ? -1 : a > b ? 1 : 0;
}
