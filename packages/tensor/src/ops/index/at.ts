import { formatShape, NnError } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { alias } from '../movement/alias.js';
import { indexAt } from './advanced.js';
import { applyBasic, type Indexed, isMask } from './basic.js';
import type { IndexKey } from './index-key.js';
import { maskIndices, maskIndicesAsync } from './nonzero.js';

/** @internal Index tensors without masks, and the axes that they index. */
export interface Places {
  readonly axes: readonly number[];
  readonly indices: readonly Tensor[];
}

/**
 * PyTorch's `x[…]`: numbers, slices (as strings), `'...'`, `null`, index tensors and masks, in any combination. Without tensors among
 * them the result is a view, which shares memory; with them it is a copy.
 *
 * @throws NnError 'INDEX' for places outside an axis, too many indices, masks of the wrong shape; 'SYNC_READ' for a mask on a device that
 * cannot be read at once: use `atAsync`
 * @example
 * import { tensor } from '@nn/nn';
 *
 * const x = tensor([[1, 2, 3], [4, 5, 6]]);
 * x.at(1).toArraySync(); // [4, 5, 6]
 * x.at(':', '1:').toArraySync(); // [[2, 3], [5, 6]]
 * x.at('...', -1).toArraySync(); // [3, 6]
 * x.at([1, 0], [0, 2]).toArraySync(); // [4, 3]
 * x.at(null).shape; // [1, 2, 3]
 */
export function at(x: Tensor, ...keys: readonly IndexKey[]): Tensor {
  const { view, indices } = applyBasic(x, keys);
  if (indices.every((index) => index === null)) return view === x ? alias(x) : view;
  const places = placesOf(view, indices, maskIndices);
  return indexAt(view, places.axes, places.indices);
}

/** `at` on any device: masks are waited for. */
export async function atAsync(x: Tensor, ...keys: readonly IndexKey[]): Promise<Tensor> {
  const { view, indices } = applyBasic(x, keys);
  if (indices.every((index) => index === null)) return view === x ? alias(x) : view;
  const places = await placesOfAsync(view, indices);
  return indexAt(view, places.axes, places.indices);
}

/** @internal Masks become the places where they are true: one index tensor for every axis that they cover. */
export function placesOf(
  view: Tensor,
  indices: Indexed['indices'],
  places: (mask: Tensor) => readonly Tensor[],
): Places {
  const axes: number[] = [];
  const tensors: Tensor[] = [];
  for (const [axis, index] of indices.entries()) {
    if (index === null) continue;
    if (isMask(index)) checkMask(view, index, axis);
    const own = isMask(index) ? places(index) : [index];
    own.forEach((part, i) => {
      axes.push(axis + i);
      tensors.push(part);
    });
  }
  return { axes, indices: tensors };
}

/** @internal */
export async function placesOfAsync(view: Tensor, indices: Indexed['indices']): Promise<Places> {
  const known = new Map<Tensor, readonly Tensor[]>();
  for (const [axis, index] of indices.entries()) {
    if (index === null || !isMask(index)) continue;
    checkMask(view, index, axis);
    known.set(index, await maskIndicesAsync(index));
  }
  return placesOf(view, indices, (mask) => known.get(mask)!);
}

function checkMask(view: Tensor, mask: Tensor, axis: number): void {
  const wrong = mask.shape.findIndex((size, i) => size !== view.shape[axis + i]);
  if (wrong < 0) return;
  throw new NnError(
    'INDEX',
    `The shape of the mask ${formatShape(mask.shape)} at index ${wrong} does not match the shape of the indexed tensor ${formatShape(view.shape)} at index ${axis + wrong}`,
    {
      op: 'at',
      details: { mask: mask.shape, shape: view.shape, axis: axis + wrong },
    },
  );
}
