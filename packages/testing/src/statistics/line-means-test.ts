import { checkDraws, checkWhole } from './check.js';
import { meanSquareTail } from './mean-square-tail.js';
import { resultOf, type TestResult } from './result.js';

/**
 * Do the means of rows spread as those of independent draws? S = Σ over rows of (sum of the row)² / columns has mean `rows` and variance
 * rows · (2 + (κ − 3)/columns), and is judged as the multiple of a chi-square variable that has both. Too large: a value is broadcast along rows. Too
 * small: rows are centred.
 *
 * @param z a matrix of draws of mean 0 and variance 1, row by row
 * @param columns length of a row
 * @param kurtosis E z⁴ under the law. @default 3, the normal law's
 * @returns statistic: S / rows, 1 on the average
 * @throws NnError 'OPTION' for a number of columns that does not divide that of draws; 'VALUE' for an empty sample
 *
 * @example
 * import { normalScores, rowMeansTest } from '@nn/testing/statistics';
 *
 * const z = normalScores(Float64Array.from({ length: 100 * 100 }, Math.random));
 * rowMeansTest(z, 100).p < 1e-9; // false
 * rowMeansTest(z.map((value, i) => value + (i < 5000 ? 1 : -1)), 100).p < 1e-9; // true
 */
export function rowMeansTest(z: Float64Array, columns: number, kurtosis = 3): TestResult {
  const rows = linesOf('rowMeansTest', z, columns);
  const sums = new Float64Array(rows);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) sums[i]! += z[i * columns + j]!;
  return spread(`row means, ${columns} columns`, sums, columns, kurtosis);
}

/**
 * `rowMeansTest` for the means of the columns.
 *
 * @example
 * import { columnMeansTest, normalScores } from '@nn/testing/statistics';
 *
 * const z = normalScores(Float64Array.from({ length: 100 * 100 }, Math.random));
 * columnMeansTest(z, 100).p < 1e-9; // false
 * columnMeansTest(z.map((value, i) => value + (i % 2) - 0.5), 100).p < 1e-9; // true
 */
export function columnMeansTest(z: Float64Array, columns: number, kurtosis = 3): TestResult {
  const rows = linesOf('columnMeansTest', z, columns);
  const sums = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) sums[j]! += z[i * columns + j]!;
  return spread(`column means, ${columns} columns`, sums, rows, kurtosis);
}

function linesOf(op: string, z: Float64Array, columns: number): number {
  checkWhole(op, 'columns', columns, 1);
  checkDraws(op, z.length, 1);
  const rows = z.length / columns;
  checkWhole(op, 'rows', rows, 1);
  return rows;
}

function spread(test: string, sums: Float64Array, length: number, kurtosis: number): TestResult {
  const lines = sums.length;
  let total = 0;
  for (let i = 0; i < lines; i++) total += sums[i]! ** 2 / length;
  const ratio = total / lines;
  return resultOf(test, ratio, meanSquareTail(ratio, (2 + (kurtosis - 3) / length) / lines));
}
