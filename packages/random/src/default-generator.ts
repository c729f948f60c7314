import { NnError } from '@nn/core';
import { Generator } from './generator.js';

/** The stream of everything that is not given a generator of its own. */
export const defaultGenerator: Generator = /* @__PURE__ */ new Generator();

/**
 * Starts the default stream anew: the same seed gives PyTorch's numbers, bit for bit.
 *
 * Errors: `SEED` for a seed that is not an integer in [-2^63, 2^64 - 1].
 *
 * @example
 * import { manualSeed, rand } from '@nn/nn';
 *
 * manualSeed(0);
 * console.log(rand([3])); // tensor([0.4963, 0.7682, 0.0885])
 */
export function manualSeed(seed: number | bigint): Generator {
  return defaultGenerator.manualSeed(seed);
}

/** The seed of the default stream, as 64 bits without sign. */
export function initialSeed(): bigint {
  return defaultGenerator.initialSeed();
}

/** The state of the default stream, in PyTorch's bytes: `torch.get_rng_state()`. */
export function getRngState(): Uint8Array {
  return defaultGenerator.getState();
}

/**
 * Puts the default stream into a state that `getRngState`, or PyTorch, has given.
 *
 * Errors: `STATE` for other bytes.
 */
export function setRngState(state: Uint8Array): void {
  defaultGenerator.setState(state);
}

/**
 * Runs `fn`, then puts the stream back to where it was: what `fn` draws is not missed by what follows.
 *
 * Errors: `OPTION` if `fn` is asynchronous, because what it draws later would be.
 *
 * @example
 * import { forkRng, manualSeed, rand } from '@nn/nn';
 *
 * manualSeed(0);
 * forkRng(() => rand([100]));
 * console.log(rand([3])); // tensor([0.4963, 0.7682, 0.0885])
 */
export function forkRng<T>(fn: () => T, generator: Generator = defaultGenerator): T {
  const state = generator.getState();
  try {
    const result = fn();
    if (typeof (result as { readonly then?: unknown } | null | undefined)?.then === 'function') {
      throw new NnError('OPTION', 'forkRng takes a synchronous function, but this one returned a promise', {
        op: 'forkRng',
        advice: 'Take getRngState() before, and setRngState() after, the awaited work.',
      });
    }
    return result;
  } finally {
    generator.setState(state);
  }
}
