import { checkDraws, checkWhole } from './check.js';
import { chiSquareTail } from './chi-square-tail.js';
import { resultOf, type TestResult } from './result.js';

/**
 * Pearson's test on cells of equal probability: Σ (count − n/k)² / (n/k), chi-square with k − 1 degrees of freedom where n/k is large. Sees holes,
 * lumps and edges that moments do not.
 *
 * @param u uniform numbers of [0, 1] under the law, as `randomizedPit` gives them; any other number gives p = 0
 * @param cells how many cells; n / 100 or fewer make the significance of 1e-9 right
 * @returns statistic: χ²
 * @throws NnError 'OPTION' for fewer than two cells; 'VALUE' for fewer than ten draws a cell
 *
 * @example
 * import { chiSquareTest } from '@nn/testing/statistics';
 *
 * const u = Float64Array.from({ length: 10_000 }, Math.random);
 * chiSquareTest(u).p < 1e-9; // false
 * chiSquareTest(u.map((value) => value ** 2)).p < 1e-9; // true
 */
export function chiSquareTest(u: Float64Array, cells = 64): TestResult {
  checkWhole('chiSquareTest', 'cells', cells, 2);
  checkDraws('chiSquareTest', u.length, 10 * cells);
  // One place more for u = 1, which belongs to the last cell.
  const counts = new Float64Array(cells + 1);
  let inside = 0;
  for (let i = 0; i < u.length; i++) {
    const value = u[i]!;
    if (!(value >= 0 && value <= 1)) continue;
    inside++;
    counts[Math.floor(value * cells)]!++;
  }
  counts[cells - 1]! += counts[cells]!;
  const test = `chi-square, ${cells} cells`;
  if (inside < u.length) return { test, statistic: Number.POSITIVE_INFINITY, p: 0 };
  const expected = u.length / cells;
  let statistic = 0;
  for (let k = 0; k < cells; k++) statistic += (counts[k]! - expected) ** 2 / expected;
  return resultOf(test, statistic, chiSquareTail(statistic, cells - 1));
}
