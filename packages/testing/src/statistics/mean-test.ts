import { checkDraws, checkVariance } from './check.js';
import { normalTail } from './normal-tail.js';
import { resultOf, type TestResult } from './result.js';

/**
 * Is the mean what the law says? z = √n (x̄ − mean) / σ, normal for large n whatever the law.
 *
 * @param x draws
 * @param law the mean and the variance that the law declares
 * @returns statistic: z
 * @throws NnError 'VALUE' for an empty sample, and for a variance that is not positive and finite
 *
 * @example
 * import { meanTest } from '@nn/testing/statistics';
 *
 * const u = Float64Array.from({ length: 10_000 }, Math.random);
 * meanTest(u, { mean: 1 / 2, variance: 1 / 12 }).p < 1e-9; // false
 * meanTest(u, { mean: 0.6, variance: 1 / 12 }).p < 1e-9; // true
 */
export function meanTest(x: Float64Array, law: { readonly mean: number; readonly variance: number }): TestResult {
  checkDraws('meanTest', x.length, 1);
  checkVariance('meanTest', law.variance);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! - law.mean;
  const z = sum / Math.sqrt(x.length * law.variance);
  return resultOf('mean', z, normalTail(z));
}
