import { NnError } from '@nn/core';
import { kindOf } from '../target.js';
import type { Initializer } from './initializer.js';

/** Runs what somebody else's initializer brings. What it throws that is no error of ours goes on under the initializer's name. */
export function askPlugin<T>(
  { definition }: Initializer,
  method: 'accepts' | 'claim' | 'draw' | 'fill' | 'whole' | `kernels.${string}`,
  ask: () => T,
): T {
  try {
    return ask();
  } catch (error) {
    if (error instanceof NnError) throw error;
    const { name } = definition;
    const said = error instanceof Error ? error.message : kindOf(error);
    throw new NnError('INITIALIZER', `${method} of ${name} has thrown: ${said}`, {
      op: name,
      details: { method },
      advice: 'This is a fault of the initializer; nothing has been written.',
      cause: error,
    });
  }
}
