import { normalizeAxis } from '@nn/core';
import { allocate } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { lined, pickedValues, type ValuesAndIndices } from '../reduce/pick.js';

/**
 * The greatest element so far along `dim`, and where it is: the latest of equals; from the first NaN on, NaN.
 *
 * @throws NnError 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 3, 2]).cummax(0).values.toArraySync(); // [1, 3, 3]
 */
export function cummax(x: Tensor, dim: number): ValuesAndIndices {
  return extremes('cummax', 'max', x, dim);
}

/**
 * The smallest element so far along `dim`, and where it is: the latest of equals; from the first NaN on, NaN.
 *
 * @throws NnError 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([3, 1, 2]).cummin(0).indices.toArraySync(); // [0, 1, 1]
 */
export function cummin(x: Tensor, dim: number): ValuesAndIndices {
  return extremes('cummin', 'min', x, dim);
}

function extremes(name: string, kind: 'max' | 'min', x: Tensor, dim: number): ValuesAndIndices {
  const axis = normalizeAxis(dim, x.ndim, name);
  const rows = lined(x);
  const { backend } = rows.storage;
  const values = allocate(rows, backend, rows.dtype, rows.shape);
  const indices = allocate(rows, backend, 'int64', rows.shape);
  if (rows.numel() > 0) backend.kernels.scan([rows], { kind, axis }, [values, indices]);
  return pickedValues(x, axis, values, indices, name);
}
