import { checkDraws, checkKurtosis, checkWhole } from './check.js';
import { resultOf, type TestResult } from './result.js';
import { skewedTail } from './skewed-tail.js';

/**
 * Does the size of a draw depend on the one `lag` before it? Σ (zᵢ² − 1)(zᵢ₊ₗ² − 1) / ((κ − 1) √(n − lag)), of variance exactly 1 for independent
 * draws. Sees what the plain serial correlation does not: pairs of Box and Muller that share a word, a scale that changes from block to block.
 * Taken to have skewness 4(κ − 1)/√n, that of products of squares which follow a gamma law.
 *
 * @param z draws of mean 0 and variance 1; `normalScores` for a law of large kurtosis, whose products have too long tails
 * @param kurtosis E z⁴ under the law. @default 3, the normal law's
 * @returns statistic: the sum above
 * @throws NnError 'OPTION' for a lag that is not a whole number from 1 up; 'VALUE' for no more than `lag` draws, and for a kurtosis that is not above 1
 *
 * @example
 * import { normalScores, serialSquaresTest } from '@nn/testing/statistics';
 *
 * const z = normalScores(Float64Array.from({ length: 10_000 }, Math.random));
 * const waves = z.map((value, i) => value * (1 + Math.sin(i / 100)) * Math.sqrt(2 / 3));
 * serialSquaresTest(z).p < 1e-9; // false
 * serialSquaresTest(waves).p < 1e-9; // true
 */
export function serialSquaresTest(z: Float64Array, lag = 1, kurtosis = 3): TestResult {
  const pairs = z.length - lag;
  checkWhole('serialSquaresTest', 'lag', lag, 1);
  checkDraws('serialSquaresTest', z.length, lag + 1);
  checkKurtosis('serialSquaresTest', kurtosis);
  let sum = 0;
  for (let i = 0; i < pairs; i++) sum += (z[i]! ** 2 - 1) * (z[i + lag]! ** 2 - 1);
  const statistic = sum / ((kurtosis - 1) * Math.sqrt(pairs));
  return resultOf(
    `serial correlation of squares, lag ${lag}`,
    statistic,
    skewedTail(statistic, (4 * (kurtosis - 1)) / Math.sqrt(pairs)),
  );
}
