import { isFloating, normalizeAxis } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { sorted } from '../sort/sort.js';
import { notImplemented, type ReduceOptions, refuseEmpty } from './axes.js';
import { filled } from './filled.js';
import { lined, pick, type ValuesAndIndices } from './pick.js';

/**
 * The median of all elements, or along an axis with where it is: of an even number, the lower of the two in the middle. NaN where there is one.
 *
 * @throws NnError 'SHAPE' along an empty axis, 'DTYPE' for booleans, 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([3, 1, 2, 4]).median().itemSync(); // 2
 */
export function median(x: Tensor): Tensor;
export function median(x: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices;
export function median(x: Tensor, dim?: number, options?: ReduceOptions): Tensor | ValuesAndIndices {
  return middle('median', x, dim, options);
}

/**
 * The median of what is not NaN, of all elements, or along an axis with where it is; NaN where nothing else is.
 *
 * @throws NnError 'SHAPE' along an empty axis, 'DTYPE' for booleans, 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([3, NaN, 1]).nanmedian().itemSync(); // 1
 */
export function nanmedian(x: Tensor): Tensor;
export function nanmedian(x: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices;
export function nanmedian(x: Tensor, dim?: number, options?: ReduceOptions): Tensor | ValuesAndIndices {
  return middle('nanmedian', x, dim, options);
}

function middle(
  name: 'median' | 'nanmedian',
  x: Tensor,
  dim: number | undefined,
  options: ReduceOptions = {},
): Tensor | ValuesAndIndices {
  if (x.dtype === 'bool')
    throw notImplemented(
      dim === undefined ? 'median_cpu' : 'median_out',
      x.dtype,
      name,
      "Convert with .to('uint8') first.",
    );
  if (dim === undefined) {
    if (x.numel() === 0) return filled(x, [], isFloating(x.dtype) ? Number.NaN : 0);
    const flat = x.reshape([-1]);
    return pick(flat, 0, middleOf(name, flat, 0), name, {
      gradName: name === 'median' ? 'MedianBackward0' : 'NanmedianBackward0',
    }).values;
  }
  const axis = normalizeAxis(dim, x.ndim, name);
  refuseEmpty(x, [axis], false, 'median');
  return pick(x, axis, middleOf(name, x, axis), name, {
    ...options,
    gradName: name === 'median' ? 'MedianBackward1' : 'NanmedianBackward1',
  });
}

/** Where the median of every row is, the axis kept: NaN stand at the end of what is sorted. */
function middleOf(name: 'median' | 'nanmedian', x: Tensor, axis: number): Tensor {
  const rows = lined(x);
  const { indices } = sorted(rows, axis, false);
  const size = rows.shape[axis]!;
  const half = Math.floor((size - 1) / 2);
  if (!isFloating(x.dtype)) return indices.narrow(axis, half, 1);
  const missing = rows.detach().isnan().sum(axis, { keepdim: true });
  const place =
    name === 'median'
      ? missing.neg().add(size).maskedFill(missing.eq(0), half)
      : missing
          .neg()
          .add(size - 1)
          .clamp(0)
          .div(2, { roundingMode: 'floor' })
          .to('int64');
  return indices.gather(axis, place);
}
