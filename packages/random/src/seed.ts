import { NnError } from '@nn/core';

const lowest = -(2n ** 63n);
const highest = 2n ** 64n - 1n;

/**
 * A seed as PyTorch keeps it: an integer in [-2^63, 2^64 - 1], negative ones wrapped to 64 bits without sign.
 *
 * Errors: `SEED`.
 */
export function normalizeSeed(seed: number | bigint): bigint {
  if (typeof seed === 'number' ? !Number.isSafeInteger(seed) : typeof seed !== 'bigint') throw notASeed(seed);
  const value = BigInt(seed);
  if (value < lowest || value > highest) throw notASeed(seed);
  return BigInt.asUintN(64, value);
}

function notASeed(seed: unknown): NnError {
  const unsafe = typeof seed === 'number' && Number.isInteger(seed);
  return new NnError('SEED', `a seed must be an integer in [-2^63, 2^64 - 1], but got ${describe(seed)}`, {
    op: 'manualSeed',
    details: { seed },
    advice: unsafe
      ? 'Numbers are exact up to 2^53 - 1 only: pass a larger seed as a bigint.'
      : 'Pass a whole number, or a bigint such as 42n.',
  });
}

function describe(seed: unknown): string {
  return typeof seed === 'number' || typeof seed === 'bigint' ? String(seed) : typeof seed;
}

interface RandomValues {
  getRandomValues(array: Uint32Array): Uint32Array;
}

/** A seed of 53 unpredictable bits, as many as PyTorch takes. */
export function unpredictableSeed(): bigint {
  const words = new Uint32Array(2);
  const { crypto } = globalThis as { readonly crypto?: RandomValues };
  if (crypto === undefined) for (let i = 0; i < 2; i++) words[i] = Math.random() * 0x100000000;
  else crypto.getRandomValues(words);
  return BigInt.asUintN(53, (BigInt(words[0]!) << 32n) | BigInt(words[1]!));
}
