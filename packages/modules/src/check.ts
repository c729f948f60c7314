import { NnError } from '@nn/core';

/** @internal A constructor's size: a whole number, not negative. */
export function checkSize(value: number, name: string, op: string): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new NnError('OPTION', `${op}: ${name} must be a whole number that is not negative, got ${String(value)}`, {
    op,
    details: { [name]: value },
  });
}

/** @internal A probability. */
export function checkProbability(value: number, op = 'dropout'): number {
  if (value >= 0 && value <= 1) return value;
  throw new NnError('OPTION', `dropout probability has to be between 0 and 1, but got ${String(value)}`, {
    op,
    details: { p: value },
  });
}

/** @internal One of several words. */
export function checkChoice<T extends string>(value: T, choices: readonly T[], op: string, sentence: string): T {
  if (choices.includes(value)) return value;
  throw new NnError('OPTION', sentence, {
    op,
    details: { value },
    advice: `Use ${choices.map((choice) => `'${choice}'`).join(' or ')}.`,
  });
}
