import { kolmogorovTest } from './kolmogorov-test.js';
import type { TestResult } from './result.js';

/**
 * A test of a test: over many right samples, p is uniform. Finds tests that reject too often, tests that never reject, and generators that are too good.
 * For tests with a continuous statistic; a count's p (`atomTest`, `distinctTest`) is too large on the average, by its own steps.
 *
 * @param p what one test gave for 100 independent samples or more
 * @returns statistic: Kolmogorov's D
 * @throws NnError 'VALUE' for fewer than 100
 *
 * @example
 * import { uniformityTest } from '@nn/testing/statistics';
 *
 * const p = Float64Array.from({ length: 1000 }, Math.random);
 * uniformityTest(p).p < 1e-9; // false
 * uniformityTest(p.fill(0.5)).p < 1e-9; // true
 */
export function uniformityTest(p: Float64Array): TestResult {
  return { ...kolmogorovTest(p), test: 'uniformity of p' };
}
