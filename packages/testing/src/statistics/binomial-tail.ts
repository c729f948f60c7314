import { betaCdf } from './beta-cdf.js';

/**
 * Two-sided tail of a binomial count, exact: twice the smaller of P(X ≤ k) = I_{1−p}(n − k, k + 1) and P(X ≥ k) = I_p(k, n − k + 1), at most 1.
 * Relative error below 1e-8 for n ≤ 2^24.
 *
 * @param k successes, a whole number of [0, n]
 * @param n trials
 * @param p probability of success, of [0, 1]
 *
 * @example
 * import { binomialTail } from '@nn/testing/statistics';
 *
 * binomialTail(62_000, 131_072, 0.5); // 5.449396495e-85
 */
export function binomialTail(k: number, n: number, p: number): number {
  const atMost = k === n ? 1 : betaCdf(1 - p, n - k, k + 1);
  const atLeast = k === 0 ? 1 : betaCdf(p, k, n - k + 1);
  return Math.min(1, 2 * Math.min(atMost, atLeast));
}
