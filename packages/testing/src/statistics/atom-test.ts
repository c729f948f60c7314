import { binomialTail } from './binomial-tail.js';
import { checkDraws, checkProbability } from './check.js';
import { resultOf, type TestResult } from './result.js';

/**
 * Does one value come as often as the law says? Its count is binomial, judged exactly. Zeros of a sparse law, the ends of a clamped one; with
 * probability 0 (or that of one rounding cell) the ends of a law that must not be clamped.
 *
 * @param x draws
 * @param at the value; −0 and 0 are one
 * @param probability of a draw to be that value
 * @returns statistic: the share of draws that are
 * @throws NnError 'VALUE' for an empty sample, and for a probability outside [0, 1]
 *
 * @example
 * import { atomTest } from '@nn/testing/statistics';
 *
 * const x = Float64Array.from({ length: 10_000 }, () => (Math.random() < 0.5 ? 0 : Math.random()));
 * atomTest(x, 0, 0.5).p < 1e-9; // false
 * atomTest(x, 0, 0.4).p < 1e-9; // true
 */
export function atomTest(x: Float64Array, at: number, probability: number): TestResult {
  checkDraws('atomTest', x.length, 1);
  checkProbability('atomTest', 'probability', probability);
  let count = 0;
  for (let i = 0; i < x.length; i++) if (x[i] === at) count++;
  return resultOf(`atom at ${at}`, count / x.length, binomialTail(count, x.length, probability));
}
