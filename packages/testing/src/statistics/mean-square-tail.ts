import { gammaTails } from './gamma-tails.js';
import { normalTail } from './normal-tail.js';

/**
 * Two-sided tail of a mean of squares that is 1 on the average, with a given variance: that of χ²(df)/df with df = 2/variance, which has the same
 * mean and variance. Exact for squares of normal draws, close for others, where the normal approximation is off by a factor of about exp(|z|³ √variance/3).
 *
 * Source: F. Satterthwaite, *An approximate distribution of estimates of variance components*, Biometrics Bulletin 2 (1946).
 *
 * @internal
 */
export function meanSquareTail(ratio: number, variance: number): number {
  const shape = 1 / variance;
  if (shape > 2 ** 24) return normalTail((ratio - 1) / Math.sqrt(variance));
  const { below, above } = gammaTails(shape, ratio * shape);
  return Math.min(1, 2 * Math.min(below, above));
}
