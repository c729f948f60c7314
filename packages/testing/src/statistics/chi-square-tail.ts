import { gammaTails } from './gamma-tails.js';

/**
 * Upper tail of the chi-square distribution: P(χ² ≥ x) = Q(df/2, x/2). Relative error below 1e-11, down to 1e-300; the degrees of freedom
 * need not be whole.
 *
 * @example
 * import { chiSquareTail } from '@nn/testing/statistics';
 *
 * chiSquareTail(200, 63); // 3.617001867e-16
 */
export function chiSquareTail(x: number, df: number): number {
  return gammaTails(df / 2, x / 2).above;
}
