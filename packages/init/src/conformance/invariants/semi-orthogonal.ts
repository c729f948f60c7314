import { numelOf, type Shape } from '@nn/core';
import { stepAt } from '../battery/cells.js';
import type { FloatDType } from '../settings.js';

/** The largest error of an inner product of two rows (columns, where there are more rows): |QQᵀ − gain² I|. Axes after the first count as one. */
export function orthogonalResidual(values: Float64Array, shape: Shape, gain: number): number {
  const rows = shape[0] ?? 1;
  const columns = numelOf(shape) / rows;
  const wide = rows <= columns;
  const [vectors, length] = wide ? [rows, columns] : [columns, rows];
  const at = (vector: number, i: number): number => values[wide ? vector * columns + i : i * columns + vector]!;
  let worst = 0;
  for (let a = 0; a < vectors; a++) {
    for (let b = a; b < vectors; b++) {
      let product = 0;
      for (let i = 0; i < length; i++) product += at(a, i) * at(b, i);
      const error = Math.abs(product - (a === b ? gain * gain : 0));
      if (!(error <= worst)) worst = error;
    }
  }
  return worst;
}

/** What rounding the elements to the dtype may do to an inner product, and the computation of them in float64. */
export function orthogonalTolerance(shape: Shape, gain: number, dtype: FloatDType): number {
  const length = Math.max(shape[0] ?? 1, numelOf(shape) / (shape[0] ?? 1));
  return gain * gain * (2 * (dtype === 'float64' ? 0 : stepAt(1, dtype)) + 8 * length * 2 ** -52);
}
