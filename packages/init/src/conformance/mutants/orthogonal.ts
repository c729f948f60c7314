import { normalSampler, type Sampler } from './draw-law.js';
import type { Random } from './random.js';

/** A matrix by rows. */
export type Rows = number[][];

/** Rows of independent normal numbers. */
export function normalRows(rows: number, columns: number, normal: Sampler): Rows {
  return Array.from({ length: rows }, () => Array.from({ length: columns }, normal));
}

/**
 * Perpendicular unit rows (columns, where there are more rows), all sets of them equally likely: normal vectors made perpendicular one after the
 * other, each twice for the sake of rounding. Initializers do it by reflections.
 */
export function haarRows(rows: number, columns: number, random: Random): Rows {
  if (rows > columns) return transposed(haarRows(columns, rows, random));
  const vectors = normalRows(rows, columns, normalSampler(random));
  for (const [i, vector] of vectors.entries()) {
    for (const other of [...vectors.slice(0, i), ...vectors.slice(0, i)]) {
      const along = product(vector, other);
      for (let k = 0; k < columns; k++) vector[k]! -= along * other[k]!;
    }
    const length = Math.sqrt(product(vector, vector));
    for (let k = 0; k < columns; k++) vector[k]! /= length;
  }
  return vectors;
}

export function transposed(rows: Rows): Rows {
  return rows[0]!.map((_, j) => rows.map((row) => row[j]!));
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, k) => sum + x * b[k]!, 0);
}

/** A proper rotation: the first row turned round where the determinant is -1. */
export function rotation(matrix: Rows): Rows {
  return determinant(matrix) > 0
    ? matrix
    : matrix.with(
        0,
        matrix[0]!.map((x) => -x),
      );
}

/** A factorization whose signs nobody has corrected: the diagonal is negative. */
export function uncorrected(matrix: Rows): Rows {
  return matrix.map((row, i) => ((row[i] ?? -1) > 0 ? row.map((x) => -x) : row));
}

/** By minors of the first row: for small matrices. */
function determinant(matrix: Rows): number {
  if (matrix.length === 0) return 1;
  return matrix[0]!.reduce((sum, x, j) => {
    const minor = matrix.slice(1).map((row) => row.filter((_, k) => k !== j));
    return sum + (j % 2 === 0 ? x : -x) * determinant(minor);
  }, 0);
}
