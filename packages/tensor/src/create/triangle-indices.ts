import { NnError } from '@nn/core';
import type { Tensor } from '../tensor.js';
import { fromValues } from './from-values.js';
import { resolveOptions, type TensorOptions } from './options.js';

export interface TriangleOptions extends TensorOptions {
  /** Which diagonal bounds the triangle: above the main one where positive. @default 0 */
  readonly offset?: number;
}

/**
 * Rows and columns of the places of a lower triangle, row by row: shape `[2, count]`, int64 unless told otherwise.
 *
 * @throws NnError 'SHAPE' for negative sizes
 * @example
 * import { trilIndices } from '@nn/nn';
 *
 * trilIndices(2, 2).toArraySync(); // [[0, 1, 1], [0, 0, 1]]
 */
export function trilIndices(rows: number, columns: number, options: TriangleOptions = {}): Tensor {
  return places(rows, columns, options, 'trilIndices', (row, column, offset) => column - row <= offset);
}

/**
 * Rows and columns of the places of an upper triangle, row by row: shape `[2, count]`, int64 unless told otherwise.
 *
 * @throws NnError 'SHAPE' for negative sizes
 * @example
 * import { triuIndices } from '@nn/nn';
 *
 * triuIndices(2, 2).toArraySync(); // [[0, 0, 1], [0, 1, 1]]
 */
export function triuIndices(rows: number, columns: number, options: TriangleOptions = {}): Tensor {
  return places(rows, columns, options, 'triuIndices', (row, column, offset) => column - row >= offset);
}

type Inside = (row: number, column: number, offset: number) => boolean;

function places(rows: number, columns: number, options: TriangleOptions, op: string, inside: Inside): Tensor {
  const { backend, dtype } = resolveOptions(options, 'int64', op);
  for (const [name, size] of [
    ['row', rows],
    ['col', columns],
  ] as const) {
    if (!Number.isSafeInteger(size) || size < 0)
      throw new NnError('SHAPE', `${name} must be non-negative, got${size}`, { op, details: { rows, columns } });
  }
  const found: [number, number][] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      if (inside(row, column, options.offset ?? 0)) found.push([row, column]);
  }
  const values = BigInt64Array.from([...found.map(([row]) => row), ...found.map(([, column]) => column)], BigInt);
  return fromValues(backend, dtype, [2, found.length], values, 'int64');
}
