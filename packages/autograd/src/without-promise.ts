import { NnError } from '@nn/core';

/** Refuses the promise of a function that was to be done when it returns: the mode that it ran in ends before it is settled. */
export function withoutPromise<T>(result: T, op: string): T {
  if (!isThenable(result)) return result;
  // Nobody will see how it ends: a rejection must not bring the process down.
  result.then(undefined, () => {});
  throw new NnError('GRAD', `${op}: the function returned a promise, and the mode ends before it is settled`, {
    op,
    advice: `Await first, and call ${op} around the synchronous part.`,
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
