import { apply, productOf, width } from './reflections.js';

/**
 * Q of the QR decomposition A = QR in which no diagonal element of R is negative: it is the one and only, whatever the method. By
 * Householder's reflections in double, with + − × ÷ √ in a fixed order, so that every engine computes the same.
 *
 * **The order is part of the values of keyed orthogonal matrices, which must never change**: whoever wants another one for `orthogonal_` writes
 * another function.
 *
 * @param a the matrix, column by column; overwritten
 * @param rows the length of a column, at least as many as there are columns
 * @returns Q, column by column; a column of zeros where R has a zero on its diagonal
 */
export function orthonormalized(a: Float64Array, rows: number): Float64Array {
  const columns = a.length / rows;
  const q = new Float64Array(a.length);
  const scales = new Float64Array(columns + width);
  for (let start = 0; start < columns; start += width) {
    const end = Math.min(start + width, columns);
    for (let k = start; k < end; k++) {
      const sign = makeReflection(a, rows, k, scales);
      q[k * rows + k] = sign;
      for (let column = k + 1; column < end; column++) reflect(a, rows, k, scales[k]!, column);
    }
    apply(productOf(a, rows, start, end, scales, true), a, rows, start, end, columns);
  }
  const lastStart = columns - 1 - ((columns - 1) % width);
  for (let start = lastStart; start >= 0; start -= width) {
    const end = Math.min(start + width, columns);
    apply(productOf(a, rows, start, end, scales, false), q, rows, start, start, columns);
  }
  return q;
}

/**
 * Turns column k, from the diagonal down, into the vector of the reflection I − scale·vvᵀ that takes it to a multiple of the first unit
 * vector.
 *
 * @returns the sign of that multiple, which is R's diagonal element
 */
function makeReflection(a: Float64Array, rows: number, k: number, scales: Float64Array): number {
  const start = k * rows + k;
  const first = a[start]!;
  let squares = 0;
  for (let i = start; i < (k + 1) * rows; i++) squares += a[i]! * a[i]!;
  const norm = Math.sqrt(squares);
  if (norm === 0) return 0;
  // Away from `first`, so that nothing cancels.
  const sign = first < 0 ? 1 : -1;
  a[start] = first - sign * norm;
  scales[k] = 1 / (norm * (norm + Math.abs(first)));
  return sign;
}

/** Reflects another column by the vector of column k. */
function reflect(a: Float64Array, rows: number, k: number, scale: number, column: number): void {
  const step = (column - k) * rows;
  let dot = 0;
  for (let i = k * rows + k; i < (k + 1) * rows; i++) dot += a[i]! * a[i + step]!;
  dot *= scale;
  for (let i = k * rows + k; i < (k + 1) * rows; i++) a[i + step]! -= dot * a[i]!;
}
