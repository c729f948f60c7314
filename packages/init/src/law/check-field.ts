import { NnError } from '@nn/core';
import { kindOf } from '../target.js';

/** The path of a field of what stands at a path: `parts[1]` and `of` give `parts[1].of`. */
export function pathOf(path: string, field: string): string {
  return path === '' ? field : `${path}.${field}`;
}

/** Refuses the value of a law at this path where `right` is not so. */
export function expectAt(right: boolean, value: unknown, path: string, expected: string): asserts right {
  if (right) return;
  const found = typeof value === 'number' || typeof value === 'string' ? String(value) : kindOf(value);
  throw new NnError('OPTION', `a law expects ${path} to be ${expected}, but got ${found}`, {
    op: 'checkLaw',
    details: { path, value },
  });
}

type Numbers<K extends string> = { readonly [Field in K]: number };

export function expectFinite<K extends string>(law: Numbers<K>, fields: readonly K[], path: string): void {
  for (const field of fields) expectAt(Number.isFinite(law[field]), law[field], pathOf(path, field), 'a finite number');
}

export function expectNotNegative<K extends string>(law: Numbers<K>, field: K, path: string): void {
  expectFinite(law, [field], path);
  expectAt(law[field] >= 0, law[field], pathOf(path, field), 'at least 0');
}

/** Bounds in their order; they may be infinite. */
export function expectBounds(law: Numbers<'low' | 'high'>, path: string): void {
  const isNumber = (x: unknown): boolean => typeof x === 'number' && !Number.isNaN(x);
  for (const field of ['low', 'high'] as const)
    expectAt(isNumber(law[field]), law[field], pathOf(path, field), 'a number');
  expectAt(law.low <= law.high, law.low, pathOf(path, 'low'), `at most the high bound, ${law.high}`);
  expectAt(law.low < Infinity, law.low, pathOf(path, 'low'), 'below infinity');
  expectAt(law.high > -Infinity, law.high, pathOf(path, 'high'), 'above -infinity');
}
