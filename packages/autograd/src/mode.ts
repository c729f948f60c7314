import { NnError } from '@nn/core';

let recording = true;

/** True where operations are remembered. */
export function isGradEnabled(): boolean {
  return recording;
}

/**
 * Runs `fn` without remembering its operations: results need no gradient, leaves may be written to. Synchronous functions only:
 * one that waits would leave the mode on for whoever runs in between.
 *
 * @throws NnError 'GRAD' where `fn` returns a promise; the mode is then as before
 * @example
 * import { noGrad, ones } from '@nn/nn';
 *
 * const w = ones([2], { requiresGrad: true });
 * noGrad(() => w.add_(1));
 */
export function noGrad<T>(fn: () => T): T {
  return withMode(false, fn, 'noGrad');
}

/** Runs `fn` with recording on, also inside `noGrad`. */
export function enableGrad<T>(fn: () => T): T {
  return withMode(true, fn, 'enableGrad');
}

/** @internal */
export function withMode<T>(mode: boolean, fn: () => T, op: string): T {
  const before = recording;
  recording = mode;
  try {
    const result = fn();
    if (isThenable(result)) {
      throw new NnError('GRAD', `${op}: the function returned a promise, and the mode ends before it is settled`, {
        op,
        advice: `Await first, and call ${op} around the synchronous part.`,
      });
    }
    return result;
  } finally {
    recording = before;
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
