import { NnError } from '@nn/core';

/** What a call is refused with. */
export function refusal(call: () => unknown): NnError {
  try {
    call();
  } catch (error) {
    if (error instanceof NnError) return error;
    throw error;
  }
  throw new Error('not refused');
}
