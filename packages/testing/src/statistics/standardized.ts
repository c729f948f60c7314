/**
 * z = (x − mean) / σ: draws of a law of this mean and variance become draws of mean 0 and variance 1.
 *
 * @example
 * import { standardized } from '@nn/testing/statistics';
 *
 * standardized(Float64Array.of(2, 5), { mean: 2, variance: 9 }); // [0, 1]
 */
export function standardized(x: Float64Array, law: { readonly mean: number; readonly variance: number }): Float64Array {
  const std = Math.sqrt(law.variance);
  return x.map((value) => (value - law.mean) / std);
}
