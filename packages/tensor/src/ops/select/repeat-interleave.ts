import { NnError, normalizeAxis } from '@nn/core';
import { fromHost } from '../../from-host.js';
import { toTypedArray, toTypedArraySync } from '../../read.js';
import type { Tensor } from '../../tensor.js';
import { isIndexDType } from '../index/check-index.js';

/**
 * Every place of an axis, or every element in row-major order, repeated: all as often, or each as a vector of counts says.
 *
 * @throws NnError 'AXIS', 'SHAPE', 'DTYPE', 'VALUE' for negative counts; 'SYNC_READ' for a vector on a device that cannot be read at once:
 * use `repeatInterleaveAsync`
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2]).repeatInterleave(2).toArraySync(); // [1, 1, 2, 2]
 * tensor([1, 2]).repeatInterleave(tensor([1n, 3n])).toArraySync(); // [1, 2, 2, 2]
 */
export function repeatInterleave(x: Tensor, repeats: number | Tensor, dim?: number): Tensor {
  const counts =
    typeof repeats === 'number'
      ? [repeats]
      : (check(repeats), Array.from(toTypedArraySync(repeats, 'repeatInterleave'), Number));
  return repeated(x, counts, dim);
}

/** `repeatInterleave` on any device. */
export async function repeatInterleaveAsync(x: Tensor, repeats: number | Tensor, dim?: number): Promise<Tensor> {
  const counts =
    typeof repeats === 'number' ? [repeats] : (check(repeats), Array.from(await toTypedArray(repeats), Number));
  return repeated(x, counts, dim);
}

function check(repeats: Tensor): void {
  if (!isIndexDType(repeats.dtype)) {
    throw new NnError('DTYPE', 'repeats has to be Long or Int tensor', {
      op: 'repeatInterleave',
      details: { dtype: repeats.dtype },
    });
  }
  if (repeats.ndim > 1)
    throw new NnError('SHAPE', 'repeats must be 0-dim or 1-dim tensor', {
      op: 'repeatInterleave',
      details: { repeats: repeats.shape },
    });
}

function repeated(x: Tensor, counts: readonly number[], dim: number | undefined): Tensor {
  const source = dim === undefined || x.ndim === 0 ? x.flatten() : x;
  const axis = normalizeAxis(dim ?? 0, source.ndim, 'repeatInterleave');
  const size = source.shape[axis]!;
  if (counts.length !== 1 && counts.length !== size) {
    throw new NnError('SHAPE', 'repeats must have the same size as input along dim', {
      op: 'repeatInterleave',
      details: { shape: x.shape, counts: counts.length, axis },
    });
  }
  if (counts.some((count) => !Number.isInteger(count) || count < 0)) {
    throw new NnError('VALUE', 'repeats can not be negative', { op: 'repeatInterleave', details: { counts } });
  }
  const places = Array.from({ length: size }, (_, i) =>
    new Array<number>(counts.length === 1 ? counts[0]! : counts[i]!).fill(i),
  ).flat();
  return source.indexSelect(axis, fromHost(x, x.storage.backend, 'int32', [places.length], Int32Array.from(places)));
}
