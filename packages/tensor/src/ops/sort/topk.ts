import { NnError, normalizeAxis } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { notImplemented, type ReduceOptions, refuseEmpty } from '../reduce/axes.js';
import { lined, pick, pickedValues, type ValuesAndIndices } from '../reduce/pick.js';
import { sorted } from './sort.js';

export interface TopkOptions {
  /** The greatest, or the smallest. @default true */
  readonly largest?: boolean;
  /** In order. (They always are.) @default true */
  readonly sorted?: boolean;
}

/**
 * The k greatest elements along `dim`, in order, and where they were. NaN counts as the greatest; of equals the first come first.
 *
 * @param dim @default −1
 * @throws NnError 'INDEX' where there are no k elements, 'DTYPE' for booleans, 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([3, 1, 2]).topk(2).values.toArraySync(); // [3, 2]
 */
export function topk(x: Tensor, k: number, dim = -1, options: TopkOptions = {}): ValuesAndIndices {
  const axis = normalizeAxis(dim, x.ndim, 'topk');
  const rows = lined(x);
  if (!Number.isInteger(k) || k < 0 || k > rows.shape[axis]!) {
    throw new NnError('INDEX', 'selected index k out of range', {
      op: 'topk',
      details: { k, shape: x.shape, dim: axis },
    });
  }
  if (x.dtype === 'bool') throw notImplemented('topk_cpu', x.dtype, 'topk', "Convert with .to('uint8') first.");
  const { values, indices } = sorted(rows, axis, options.largest ?? true, x.ndim === 0 ? 1 : k);
  return pickedValues(x, axis, values, indices, 'topk');
}

/**
 * The k-th smallest element along `dim`, k counted from 1, and where it is. NaN counts as the greatest.
 *
 * @param dim @default −1
 * @throws NnError 'INDEX' where there are no k elements, 'SHAPE' along an empty axis, 'DTYPE' for booleans, 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([3, 1, 2]).kthvalue(2).values.itemSync(); // 2
 */
export function kthvalue(x: Tensor, k: number, dim = -1, options: ReduceOptions = {}): ValuesAndIndices {
  const axis = normalizeAxis(dim, x.ndim, 'kthvalue');
  refuseEmpty(x, [axis], false, 'kthvalue');
  const rows = lined(x);
  if (!Number.isInteger(k) || k < 1 || k > rows.shape[axis]!) {
    throw new NnError('INDEX', `kthvalue(): selected number k out of range for dimension ${axis}`, {
      op: 'kthvalue',
      details: { k, shape: x.shape, dim: axis },
    });
  }
  if (x.dtype === 'bool') throw notImplemented('kthvalue_cpu', x.dtype, 'kthvalue', "Convert with .to('uint8') first.");
  const { indices } = sorted(rows, axis, false, k);
  return pick(x, axis, indices.narrow(axis, k - 1, 1), 'kthvalue', options);
}
