import { checkDraws, checkPairs } from './check.js';
import { normalTail } from './normal-tail.js';
import { resultOf, type TestResult } from './result.js';

/**
 * Do two samples know of each other? Σ zᵢ wᵢ / √n, of variance exactly 1 for independent draws. For two parameters of a model, whose streams must
 * not be one.
 *
 * @param z draws of mean 0 and variance 1
 * @param w as many others
 * @returns statistic: the sum above
 * @throws NnError 'SHAPE' for samples of different lengths; 'VALUE' for empty ones
 *
 * @example
 * import { crossCorrelationTest, normalScores } from '@nn/testing/statistics';
 *
 * const z = normalScores(Float64Array.from({ length: 10_000 }, Math.random));
 * const w = normalScores(Float64Array.from({ length: 10_000 }, Math.random));
 * crossCorrelationTest(z, w).p < 1e-9; // false
 * crossCorrelationTest(z, z).p < 1e-9; // true
 */
export function crossCorrelationTest(z: Float64Array, w: Float64Array): TestResult {
  checkPairs('crossCorrelationTest', z, w);
  checkDraws('crossCorrelationTest', z.length, 1);
  let sum = 0;
  for (let i = 0; i < z.length; i++) sum += z[i]! * w[i]!;
  const statistic = sum / Math.sqrt(z.length);
  return resultOf('cross-correlation', statistic, normalTail(statistic));
}
