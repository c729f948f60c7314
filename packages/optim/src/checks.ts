import { NnError } from '@nn/core';

/** @internal A coded error unless the option is a number that is at least `least`. */
export function checkAtLeast(least: number, name: string, value: number, op: string): void {
  if (value >= least) return;
  throw new NnError('OPTION', `Invalid ${name}: ${String(value)}`, {
    op,
    details: { [name]: value },
    advice: `It must be a number, at least ${least}.`,
  });
}

/** @internal A coded error unless both are numbers in [0, 1). */
export function checkBetas(betas: readonly [number, number], op: string): void {
  if (!Array.isArray(betas) || betas.length !== 2) {
    throw new NnError('OPTION', `Invalid betas: ${String(betas)}`, {
      op,
      details: { betas },
      advice: 'Give two numbers, such as [0.9, 0.999].',
    });
  }
  betas.forEach((beta, i) => {
    if (beta >= 0 && beta < 1) return;
    throw new NnError('OPTION', `Invalid beta parameter at index ${i}: ${String(beta)}`, {
      op,
      details: { betas },
      advice: 'It must be a number, at least 0 and below 1.',
    });
  });
}
