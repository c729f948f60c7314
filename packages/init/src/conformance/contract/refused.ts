import { NnError } from '@nn/core';
import { fail } from '../check.js';

/** The code of the error with which `run` refuses; `null` where it does not. Errors without a code are a fault. */
export function codeOf(run: () => unknown): string | null {
  return refusalOf(run)?.code ?? null;
}

export function refusalOf(run: () => unknown): NnError | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof NnError) return error;
    return fail(`it has thrown an error without a code: ${String(error)}`);
  }
}
