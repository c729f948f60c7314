import { binomialTail, meanTest, type TestResult, varianceTest } from '@nn/testing/statistics';

/** A random matrix, row by row, of a number of rows and columns. */
export type MatrixSource = () => {
  readonly values: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
};

/**
 * Is every orthogonal matrix as likely as any other? Entries alone do not tell: a factorization without the correction of signs gives right
 * entries, and wrong matrices. Of Haar's measure, the sign of the first entry and that of the determinant are fair coins, and the trace of a
 * square matrix has mean 0, variance 1 and, from 4 rows on, kurtosis 3.
 *
 * Source: F. Mezzadri, *How to generate random matrices from the classical compact groups* (2007); P. Diaconis and M. Shahshahani, *On the
 * eigenvalues of random matrices* (1994), for the moments of traces.
 */
export function haarTests(next: MatrixSource, draws: number, gain: number): readonly TestResult[] {
  let [firstPositive, squares, positive] = [0, 0, 0];
  const traces: number[] = [];
  for (let i = 0; i < draws; i++) {
    const { values, rows, columns } = next();
    if (values[0]! > 0) firstPositive++;
    if (rows !== columns) continue;
    squares++;
    if (determinant(values, rows) > 0) positive++;
    if (rows >= 4)
      traces.push(Array.from({ length: rows }, (_, j) => values[j * rows + j]!).reduce((sum, x) => sum + x, 0) / gain);
  }
  const trace = Float64Array.from(traces);
  const law = { mean: 0, variance: 1, kurtosis: 3 };
  return [
    { test: 'sign of the first entry', statistic: firstPositive / draws, p: binomialTail(firstPositive, draws, 0.5) },
    ...(squares === 0
      ? []
      : [{ test: 'sign of the determinant', statistic: positive / squares, p: binomialTail(positive, squares, 0.5) }]),
    ...(trace.length < 100
      ? []
      : [
          { ...meanTest(trace, law), test: 'mean of the trace' },
          { ...varianceTest(trace, law), test: 'variance of the trace' },
        ]),
  ];
}

/** By elimination with the largest pivot. */
function determinant(values: ArrayLike<number>, rows: number): number {
  const a = Array.from({ length: rows }, (_, i) => Array.from({ length: rows }, (_, j) => values[i * rows + j]!));
  let product = 1;
  for (let k = 0; k < rows; k++) {
    let pivot = k;
    for (let i = k + 1; i < rows; i++) if (Math.abs(a[i]![k]!) > Math.abs(a[pivot]![k]!)) pivot = i;
    if (pivot !== k) {
      [a[k], a[pivot]] = [a[pivot]!, a[k]!];
      product = -product;
    }
    product *= a[k]![k]!;
    for (let i = k + 1; i < rows; i++) {
      const factor = a[i]![k]! / a[k]![k]!;
      for (let j = k; j < rows; j++) a[i]![j]! -= factor * a[k]![j]!;
    }
  }
  return product;
}
