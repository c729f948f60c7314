import { checkDraws, checkKurtosis, checkVariance } from './check.js';
import { meanSquareTail } from './mean-square-tail.js';
import { resultOf, type TestResult } from './result.js';

/**
 * Is the variance what the law says? With s² = mean of (x − mean)², about the declared mean: z = √n (s²/σ² − 1) / √(κ − 1), whose standard
 * deviation is exactly 1 under the law. The sharpest test of a wrong scale.
 *
 * p is that of the chi-square law of the same mean and variance, exact for normal draws; for others z counts as normal where n is large. A law with
 * rare large values (κ above 0.01 n) needs more draws, or the test of its normal scores (mean 0, variance 1, kurtosis 3).
 *
 * @param x draws
 * @param law the moments that the law declares; kurtosis is E (x − mean)⁴ / σ⁴, 3 for a normal law
 * @returns statistic: z
 * @throws NnError 'VALUE' for an empty sample, a variance that is not positive and finite, and a kurtosis that is not above 1
 *
 * @example
 * import { varianceTest } from '@nn/testing/statistics';
 *
 * const u = Float64Array.from({ length: 10_000 }, Math.random);
 * varianceTest(u, { mean: 1 / 2, variance: 1 / 12, kurtosis: 1.8 }).p < 1e-9; // false
 * varianceTest(u, { mean: 1 / 2, variance: 1 / 11, kurtosis: 1.8 }).p < 1e-9; // true
 */
export function varianceTest(
  x: Float64Array,
  law: { readonly mean: number; readonly variance: number; readonly kurtosis: number },
): TestResult {
  checkDraws('varianceTest', x.length, 1);
  checkVariance('varianceTest', law.variance);
  checkKurtosis('varianceTest', law.kurtosis);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - law.mean) ** 2 / law.variance - 1;
  const excess = sum / x.length;
  const variance = (law.kurtosis - 1) / x.length;
  return resultOf('variance', excess / Math.sqrt(variance), meanSquareTail(1 + excess, variance));
}
