import { normalizeAxis } from '@nn/core';
import { allocateBlank } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { lined, pickedValues, type ValuesAndIndices } from '../reduce/pick.js';

export interface SortOptions {
  /** The greatest first. @default false */
  readonly descending?: boolean;
  /** Sorting is always stable here; PyTorch's flag changes nothing. @default true */
  readonly stable?: boolean;
}

/**
 * @internal Values and indices of a sort along an axis, or the first `count` of them, outside the graph. The tensor has at least one axis.
 */
export function sorted(x: Tensor, axis: number, descending: boolean, count = x.shape[axis]!): ValuesAndIndices {
  const { backend } = x.storage;
  const { sort: all, topk } = backend.kernels;
  if (count < x.shape[axis]! && topk === undefined) {
    const { values, indices } = sorted(x, axis, descending);
    return { values: values.narrow(axis, 0, count), indices: indices.narrow(axis, 0, count) };
  }
  const shape = x.shape.with(axis, count);
  const values = allocateBlank(x, backend, x.dtype, shape);
  const indices = allocateBlank(x, backend, 'int64', shape);
  const kernel = count < x.shape[axis]! ? topk! : all;
  if (values.numel() > 0) kernel([x], { axis, descending }, [values, indices]);
  return { values, indices };
}

/**
 * The elements along `dim` in order, and where they were. Always stable: equal elements keep their order, also when descending. NaN counts as
 * the greatest.
 *
 * @param dim @default −1
 * @throws NnError 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([3, 1, 2]).sort().values.toArraySync(); // [1, 2, 3]
 * tensor([3, 1, 2]).sort(-1, { descending: true }).indices.toArraySync(); // [0, 2, 1]
 */
export function sort(x: Tensor, dim = -1, options: SortOptions = {}): ValuesAndIndices {
  const axis = normalizeAxis(dim, x.ndim, 'sort');
  const { values, indices } = sorted(lined(x), axis, options.descending ?? false);
  return pickedValues(x, axis, values, indices, 'sort');
}

/**
 * Where the elements along `dim` go when they are sorted: `sort(…).indices`.
 *
 * @param dim @default −1
 * @throws NnError 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([3, 1, 2]).argsort().toArraySync(); // [1, 2, 0]
 */
export function argsort(x: Tensor, dim = -1, options: SortOptions = {}): Tensor {
  return sort(x.detach(), dim, options).indices;
}
