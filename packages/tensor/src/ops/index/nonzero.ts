import { contiguousStrides, type Shape } from '@nn/core';
import { cast } from '../../copy.js';
import { fromHost } from '../../from-host.js';
import { toTypedArray, toTypedArraySync } from '../../read.js';
import type { Tensor } from '../../tensor.js';

/**
 * The places of the elements that are not zero, one row each, in row-major order; int64, shape `[count, axes]`.
 *
 * @throws NnError 'SYNC_READ' on a device that cannot be read at once: use `nonzeroAsync`
 * @example
 * import { nonzero, tensor } from '@nn/nn';
 *
 * nonzero(tensor([[0, 1], [2, 0]])).toArraySync(); // [[0, 1], [1, 0]]
 */
export function nonzero(x: Tensor): Tensor {
  return rowsOf(x, placesOf(toTypedArraySync(truth(x), 'nonzeroSync') as Uint8Array, x.shape));
}

/** `nonzero` on any device. */
export async function nonzeroAsync(x: Tensor): Promise<Tensor> {
  return rowsOf(x, placesOf((await toTypedArray(truth(x))) as Uint8Array, x.shape));
}

/**
 * `nonzero`, as NumPy names it.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, 3]).argwhere().toArraySync(); // [[1]]
 */
export function argwhere(x: Tensor): Tensor {
  return nonzero(x);
}

function rowsOf(x: Tensor, { count, places }: Places): Tensor {
  const axes = places.length;
  const rows = new BigInt64Array(count * axes);
  places.forEach((axis, a) => {
    for (let i = 0; i < count; i++) rows[i * axes + a] = BigInt(axis[i]!);
  });
  return fromHost(x, x.storage.backend, 'int64', [count, axes], rows);
}

function truth(x: Tensor): Tensor {
  return cast(x.detach(), 'bool');
}

/** @internal The places where a mask is true, as one vector of indices for every axis that it covers. */
export function maskIndices(mask: Tensor): readonly Tensor[] {
  return vectorsOf(mask, placesOf(toTypedArraySync(truth(mask), 'atSync') as Uint8Array, mask.shape));
}

/** @internal `maskIndices` on any device. */
export async function maskIndicesAsync(mask: Tensor): Promise<readonly Tensor[]> {
  return vectorsOf(mask, placesOf((await toTypedArray(truth(mask))) as Uint8Array, mask.shape));
}

function vectorsOf(mask: Tensor, { places }: Places): readonly Tensor[] {
  return places.map((axis) => fromHost(mask, mask.storage.backend, 'int32', [axis.length], axis));
}

interface Places {
  readonly count: number;
  /** One list for every axis. */
  readonly places: readonly Int32Array[];
}

/** Where the elements that are true stand. */
function placesOf(mask: Uint8Array, shape: Shape): Places {
  let count = 0;
  for (const value of mask) if (value !== 0) count++;
  const strides = contiguousStrides(shape);
  const places = shape.map(() => new Int32Array(count));
  let next = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    for (let axis = 0; axis < shape.length; axis++) places[axis]![next] = Math.floor(i / strides[axis]!) % shape[axis]!;
    next++;
  }
  return { count, places };
}
