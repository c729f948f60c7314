import { checkDraws } from './check.js';
import { kolmogorovTail } from './kolmogorov-tail.js';
import { resultOf, type TestResult } from './result.js';
import { sortedByBits } from './sorted-by-bits.js';

/**
 * Kolmogorov's test: D, the largest distance between the sample's distribution function and the uniform one. Sees everything, if it is large: a
 * scale that is off by 2 % takes ten times the draws that the variance test needs. At small p this is the bound of `dkwTail`.
 *
 * @param u uniform numbers of [0, 1] under the law; any other number gives p = 0
 * @returns statistic: D
 * @throws NnError 'VALUE' for fewer than 100 draws
 *
 * @example
 * import { kolmogorovTest } from '@nn/testing/statistics';
 *
 * const u = Float64Array.from({ length: 10_000 }, Math.random);
 * kolmogorovTest(u).p < 1e-9; // false
 * kolmogorovTest(u.map((value) => value ** 2)).p < 1e-9; // true
 */
export function kolmogorovTest(u: Float64Array): TestResult {
  checkDraws('kolmogorovTest', u.length, 100);
  const sorted = sortedByBits(u);
  const n = sorted.length;
  const last = sorted[n - 1]!;
  if (!(last >= 0 && last <= 1)) return { test: 'Kolmogorov', statistic: 1, p: 0 };
  let distance = 0;
  for (let i = 0; i < n; i++) distance = Math.max(distance, sorted[i]! - i / n, (i + 1) / n - sorted[i]!);
  return resultOf('Kolmogorov', distance, kolmogorovTail(distance, n));
}
