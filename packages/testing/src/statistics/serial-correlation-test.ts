import { checkDraws, checkWhole } from './check.js';
import { normalTail } from './normal-tail.js';
import { resultOf, type TestResult } from './result.js';

/**
 * Does a draw depend on the one `lag` before it? Σ zᵢ zᵢ₊ₗ / √(n − lag), of variance exactly 1 for independent draws. Besides 1, try as lag the number
 * of columns, the number of rows, 4 (words of a block of Philox) and the length of a shard.
 *
 * @param z draws of mean 0 and variance 1: `standardized`, or `normalScores` for a law of large kurtosis
 * @returns statistic: the sum above
 * @throws NnError 'OPTION' for a lag that is not a whole number from 1 up; 'VALUE' for no more than `lag` draws
 *
 * @example
 * import { normalScores, serialCorrelationTest } from '@nn/testing/statistics';
 *
 * const z = normalScores(Float64Array.from({ length: 10_000 }, Math.random));
 * const sums = z.map((value, i) => (value + z[(i + 1) % z.length]!) / Math.SQRT2);
 * serialCorrelationTest(z).p < 1e-9; // false
 * serialCorrelationTest(sums).p < 1e-9; // true
 */
export function serialCorrelationTest(z: Float64Array, lag = 1): TestResult {
  const pairs = z.length - lag;
  checkWhole('serialCorrelationTest', 'lag', lag, 1);
  checkDraws('serialCorrelationTest', z.length, lag + 1);
  let sum = 0;
  for (let i = 0; i < pairs; i++) sum += z[i]! * z[i + lag]!;
  const statistic = sum / Math.sqrt(pairs);
  return resultOf(`serial correlation, lag ${lag}`, statistic, normalTail(statistic));
}
