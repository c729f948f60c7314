import { checkDraws, checkWhole } from './check.js';
import { chiSquareTail } from './chi-square-tail.js';
import { resultOf, type TestResult } from './result.js';

/**
 * Neyman's smooth test: Σⱼ Vⱼ² with Vⱼ = √((2j+1)/n) Σᵢ Pⱼ(2uᵢ − 1), j = 1 … order and Pⱼ Legendre's polynomials, chi-square with `order` degrees of
 * freedom. The all-rounder for smooth departures: order 1 is a shift, 2 a scale, 3 skewness, 4 kurtosis.
 *
 * Source: J. Neyman, *"Smooth test" for goodness of fit*, Skandinavisk Aktuarietidskrift 20 (1937).
 *
 * @param u uniform numbers of [0, 1] under the law
 * @returns statistic: the sum above
 * @throws NnError 'OPTION' for an order that is not a whole number from 1 up; 'VALUE' for an empty sample
 *
 * @example
 * import { neymanTest } from '@nn/testing/statistics';
 *
 * const u = Float64Array.from({ length: 10_000 }, Math.random);
 * neymanTest(u).p < 1e-9; // false
 * neymanTest(u.map((value) => value ** 2)).p < 1e-9; // true
 */
export function neymanTest(u: Float64Array, order = 4): TestResult {
  checkWhole('neymanTest', 'order', order, 1);
  checkDraws('neymanTest', u.length, 1);
  const sums = new Float64Array(order + 1);
  for (let i = 0; i < u.length; i++) {
    const y = 2 * u[i]! - 1;
    let [before, polynomial] = [0, 1];
    for (let j = 1; j <= order; j++) {
      [before, polynomial] = [polynomial, ((2 * j - 1) * y * polynomial - (j - 1) * before) / j];
      sums[j]! += polynomial;
    }
  }
  let statistic = 0;
  for (let j = 1; j <= order; j++) statistic += ((2 * j + 1) / u.length) * sums[j]! ** 2;
  return resultOf(`Neyman, order ${order}`, statistic, chiSquareTail(statistic, order));
}
