import { gammaTails } from './gamma-tails.js';
import { normalTail } from './normal-tail.js';

/**
 * Two-sided tail of a sum of mean 0, variance 1 and some skewness γ ≥ 0. Above 0 that of (G − k)/√k, where G is a gamma variable of shape k = 4/γ²,
 * which has the same three moments: the normal tail is too small by a factor of about exp(γz³/6), 2 for γ = 0.02 at z = 6. Below 0 at least the normal
 * tail, since the gamma variable ends at −√k.
 *
 * Source: the type III curve of K. Pearson, *Contributions to the mathematical theory of evolution II* (1895).
 *
 * @internal
 */
export function skewedTail(z: number, skewness: number): number {
  const symmetric = normalTail(z);
  const shape = 4 / skewness ** 2;
  if (shape > 2 ** 24) return symmetric;
  const { below, above } = gammaTails(shape, Math.max(0, shape + z * Math.sqrt(shape)));
  return Math.min(1, z > 0 ? 2 * above : Math.max(symmetric, 2 * below));
}
