import { type ErrorCode, NnError } from '@nn/core';

/** @internal The error of a sample that could not be had, with its place. */
export function failedAt(index: number, cause: unknown): NnError {
  return failure(`at index ${index}`, { index }, cause);
}

/** @internal The error of a batch that could not be had, with its places. */
export function failedBatch(indices: readonly number[], cause: unknown): NnError {
  return failure(`at indices ${indices.slice(0, 8).join(', ')}${indices.length > 8 ? ', …' : ''}`, { indices }, cause);
}

function failure(where: string, details: Readonly<Record<string, unknown>>, cause: unknown): NnError {
  const code: ErrorCode = cause instanceof NnError ? cause.code : 'VALUE';
  const message = cause instanceof Error ? cause.message : String(cause);
  return new NnError(code, `the dataset failed ${where}: ${message}`, { op: 'DataLoader', details, cause });
}

/** @internal */
export function checkPositive(name: string, value: unknown, op: string): void {
  if (Number.isSafeInteger(value) && (value as number) > 0) return;
  throw new NnError('OPTION', `${name} should be a positive integer value, but got ${name}=${String(value)}`, {
    op,
    details: { [name]: value },
  });
}

/** @internal */
export function checkFlag(name: string, value: unknown, op: string): void {
  if (typeof value === 'boolean') return;
  throw new NnError('OPTION', `${name} should be a boolean value, but got ${name}=${String(value)}`, {
    op,
    details: { [name]: value },
  });
}
