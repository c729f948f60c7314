import { withoutPromise } from './without-promise.js';

let recording = true;
let inferring = false;

/** True where operations are remembered. */
export function isGradEnabled(): boolean {
  return recording;
}

/** True inside `inferenceMode`. */
export function isInferenceModeEnabled(): boolean {
  return inferring;
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
 * w.toArraySync(); // [2, 2]
 */
export function noGrad<T>(fn: () => T): T {
  return withMode(false, fn, 'noGrad');
}

/**
 * Runs `fn` with recording on, also inside `noGrad`. Inside `inferenceMode` nothing is ever recorded.
 *
 * @throws NnError as `noGrad`
 */
export function enableGrad<T>(fn: () => T): T {
  return withMode(true, fn, 'enableGrad');
}

/**
 * Turns recording on or off: while `fn` runs, or, without one, until it is called again. The block around it, a `noGrad` for one, still puts
 * back at its end what it found at its start.
 *
 * @throws NnError as `noGrad`
 * @example
 * import { ones, setGradEnabled } from '@nn/nn';
 *
 * const w = ones([2], { requiresGrad: true });
 * setGradEnabled(false, () => w.mul(2)).requiresGrad; // false
 */
export function setGradEnabled(enabled: boolean): void;
export function setGradEnabled<T>(enabled: boolean, fn: () => T): T;
export function setGradEnabled<T>(enabled: boolean, fn?: () => T): T | void {
  if (fn !== undefined) return withMode(enabled, fn, 'setGradEnabled');
  recording = enabled && !inferring;
}

/**
 * `noGrad` whose results are for reading only: what is made inside can never take part in a derivative that would have to keep it, want a
 * gradient, or be written to outside. Views of what was made outside are as `noGrad` makes them.
 *
 * @throws NnError as `noGrad`
 * @example
 * import { inferenceMode, ones } from '@nn/nn';
 *
 * const w = ones([2], { requiresGrad: true });
 * const y = inferenceMode(() => w.mul(2));
 * w.add(y).requiresGrad; // true: adding keeps nothing
 * // w.mul(y) throws: Inference tensors cannot be saved for backward.
 */
export function inferenceMode<T>(fn: () => T): T {
  const before = inferring;
  inferring = true;
  try {
    return withMode(false, fn, 'inferenceMode');
  } finally {
    inferring = before;
  }
}

/** @internal */
export function withMode<T>(mode: boolean, fn: () => T, op: string): T {
  const before = recording;
  recording = mode && !inferring;
  try {
    return withoutPromise(fn(), op);
  } finally {
    recording = before;
  }
}
