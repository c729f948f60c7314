import { normalCdf } from './normal-cdf.js';

/**
 * Two-sided tail of the standard normal distribution: P(|Z| ≥ |z|) = 2 Φ(−|z|). Relative error below 1e-12 for |z| ≤ 37 (1e-299).
 *
 * @example
 * import { normalTail } from '@nn/testing/statistics';
 *
 * normalTail(-30); // 9.81342785429e-198
 */
export function normalTail(z: number): number {
  return 2 * normalCdf(-Math.abs(z));
}
