import { gammaTails } from './gamma-tails.js';

/**
 * Two-sided tail of a Poisson count: twice the smaller of P(X ≤ count) = Q(count + 1, mean) and P(X ≥ count) = P(count, mean), at most 1.
 * Both hold for counts that are not whole, too.
 *
 * @example
 * import { poissonTail } from '@nn/testing/statistics';
 *
 * poissonTail(12, 2); // 0.00000272923
 */
export function poissonTail(count: number, mean: number): number {
  const atMost = gammaTails(count + 1, mean).above;
  const atLeast = count === 0 ? 1 : gammaTails(count, mean).below;
  return Math.min(1, 2 * Math.min(atMost, atLeast));
}
