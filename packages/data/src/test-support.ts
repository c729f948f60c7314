/** What the tests of this package share. Importing it puts the CPU backend and the tape up. Sources never import it. */
import '@nn/autograd/register';
import { cpu } from '@nn/backend-cpu';
import { NnError, registerBackend } from '@nn/core';

registerBackend(cpu());

export const numbers: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
export const asIs = <T>(samples: T): T => samples;

export async function collect<T>(batches: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

export async function refusal(fn: () => unknown): Promise<NnError> {
  try {
    await fn();
  } catch (error) {
    if (error instanceof NnError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Gives a tick to whatever waits for one. */
export const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
