import { dtypes, NnError } from '@nn/core';
import { copy_ } from '../../copy.js';
import type { Operand } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { putAt, putAt_ } from './advanced.js';
import { type Places, placesOf, placesOfAsync } from './at.js';
import { applyBasic, type Indexed, isMask } from './basic.js';
import type { IndexKey } from './index-key.js';
import { maskIndices } from './nonzero.js';
import { scalarLike } from './scalar-like.js';

export interface AssignOptions {
  /** Add to what is there, repeated places several times, rather than replace it. @default false */
  readonly accumulate?: boolean;
}

/**
 * PyTorch's `x[…] = value`: writes a value, broadcast, to what `at` of the same index would give.
 *
 * @param index what `at` takes, in an array
 * @param value a plain value, or a tensor; where index tensors are among the index, of the same dtype or without axes
 * @throws NnError 'INDEX', 'SHAPE', 'DTYPE', 'IN_PLACE' for recorded leaves; 'SYNC_READ' for a mask with a tensor of values, on a device that
 * cannot be read at once: use `assignAsync_`
 * @example
 * import { zeros } from '@nn/nn';
 *
 * const x = zeros([2, 3]);
 * x.assign_([0], 7);
 * x.assign_([':', [0, 2]], 1);
 * x.toArraySync(); // [[1, 7, 1], [1, 0, 1]]
 */
export function assign_(x: Tensor, index: readonly IndexKey[], value: Operand, options: AssignOptions = {}): Tensor {
  const { view, indices } = applyBasic(x, index);
  if (!assignSimple(view, indices, value, options)) {
    const places = placesOf(view, indices, maskIndices);
    putAt_(view, places.axes, places.indices, valuesFor(view, places, value), options.accumulate ?? false);
  }
  return x;
}

/** `assign_` on any device: masks are waited for. */
export async function assignAsync_(
  x: Tensor,
  index: readonly IndexKey[],
  value: Operand,
  options: AssignOptions = {},
): Promise<Tensor> {
  const { view, indices } = applyBasic(x, index);
  if (!assignSimple(view, indices, value, options)) {
    const places = await placesOfAsync(view, indices);
    putAt_(view, places.axes, places.indices, valuesFor(view, places, value), options.accumulate ?? false);
  }
  return x;
}

/**
 * `assign_` on a copy, with tensors only: `null` stands for a whole axis.
 *
 * @throws NnError 'INDEX', 'SHAPE', 'DTYPE'
 * @example
 * import { tensor, zeros } from '@nn/nn';
 *
 * zeros([3]).indexPut([tensor([0n, 0n])], tensor([1, 2]), { accumulate: true }).toArraySync(); // [3, 0, 0]
 */
export function indexPut(
  x: Tensor,
  indices: readonly (Tensor | null)[],
  values: Tensor,
  options: AssignOptions = {},
): Tensor {
  const { view, indices: keys } = applyBasic(
    x,
    indices.map((index) => index ?? ':'),
  );
  const places = placesOf(view, keys, maskIndices);
  if (places.indices.length === 0)
    throw new NnError('INDEX', 'at least one index must be provided', { op: 'indexPut' });
  return putAt(view, places.axes, places.indices, valuesFor(view, places, values), options.accumulate ?? false);
}

/** `indexPut` over the tensor itself. */
export function indexPut_(
  x: Tensor,
  indices: readonly (Tensor | null)[],
  values: Tensor,
  options: AssignOptions = {},
): Tensor {
  return assign_(
    x,
    indices.map((index) => index ?? ':'),
    values,
    options,
  );
}

/** What needs no list of places: an index without tensors, and one value under one mask. */
function assignSimple(
  view: Tensor,
  indices: Indexed['indices'],
  value: Operand,
  { accumulate = false }: AssignOptions,
): boolean {
  const tensors = indices.filter((index) => index !== null);
  if (tensors.length === 0) {
    if (accumulate) view.add_(value);
    else copy_(view, typeof value === 'object' ? withoutLead(value, view.ndim) : value);
    return true;
  }
  const mask = tensors[0]!;
  const at = indices.indexOf(mask);
  const single = typeof value !== 'object' || value.numel() === 1;
  if (tensors.length > 1 || !isMask(mask) || accumulate || !single) return false;
  placesOf(view, indices, () => []);
  const spread = mask.view([...mask.shape, ...new Array<number>(view.ndim - at - mask.ndim).fill(1)]);
  view.maskedFill_(spread.to('bool'), typeof value === 'object' ? value.reshape([]) : scalarLike(view, value));
  return true;
}

/** A value without the leading axes of size 1 that the target does not have. */
function withoutLead(value: Tensor, rank: number): Tensor {
  const lead = value.ndim - rank;
  return lead > 0 && value.shape.slice(0, lead).every((size) => size === 1)
    ? value.reshape(value.shape.slice(lead))
    : value;
}

/** The value as a tensor, with no more axes than what the index gives. */
function valuesFor(view: Tensor, { axes, indices }: Places, value: Operand): Tensor {
  const values = scalarLike(view, value);
  if (values.dtype === view.dtype)
    return withoutLead(values, view.ndim - axes.length + Math.max(...indices.map((index) => index.ndim)));
  throw new NnError(
    'DTYPE',
    `Index put requires the source and destination dtypes match, got ${dtypes[view.dtype].torchName} for the destination and ${dtypes[values.dtype].torchName} for the source.`,
    { op: 'indexPut', details: { dtype: view.dtype, value: values.dtype }, advice: `Use .to('${view.dtype}').` },
  );
}
