import cdf from '@stdlib/stats-base-dists-beta-cdf';

/**
 * P(X ≤ x) for X of the beta distribution with shapes a and b: the regularized incomplete beta function I_x(a, b). Relative error below
 * 1e-11 for shapes up to some thousands, below 1e-8 for a + b ≤ 2^24; far larger ones go wrong.
 *
 * @example
 * import { betaCdf } from '@nn/testing/statistics';
 *
 * // The square of one coordinate of a random unit vector in 64 dimensions.
 * betaCdf(0.01, 0.5, 31.5); // 0.57197274
 */
export function betaCdf(x: number, a: number, b: number): number {
  return cdf(x, a, b);
}
