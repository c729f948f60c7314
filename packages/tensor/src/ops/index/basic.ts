import { formatShape, NnError } from '@nn/core';
import { fromHost } from '../../from-host.js';
import type { Tensor } from '../../tensor.js';
import { isIndexDType } from './check-index.js';
import { type IndexKey, parseSlice, type Slice } from './index-key.js';

/** @internal What is left of an index when numbers, slices, `null` and `'...'` have been applied. */
export interface Indexed {
  /** The tensor itself where there was nothing to apply. */
  readonly view: Tensor;
  /** By axis of `view`: the tensor that indexes it. A mask stands at the first of the axes that it covers. */
  readonly indices: readonly (Tensor | null)[];
}

/**
 * @internal Applies the part of an index that only looks at the same memory in another way.
 *
 * @throws NnError 'INDEX'
 */
export function applyBasic(x: Tensor, keys: readonly IndexKey[]): Indexed {
  const specified = keys.reduce<number>((sum, key) => sum + axesOf(key), 0);
  if (x.ndim === 0 && keys.some((key) => typeof key === 'number')) {
    throw new NnError(
      'INDEX',
      'invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number',
      {
        op: 'at',
        advice: 'Here that is await t.item(), or t.itemSync().',
      },
    );
  }
  if (specified > x.ndim) {
    throw new NnError('INDEX', `too many indices for tensor of dimension ${x.ndim}`, {
      op: 'at',
      details: { shape: x.shape, indices: specified },
    });
  }
  const indices: (Tensor | null)[] = [];
  let view = x;
  let axis = 0;
  // Which axis of `x` itself comes next: what errors speak of.
  let own = 0;
  let missing = x.ndim - specified;
  for (const key of keys) {
    if (typeof key === 'number') view = pick(view, axis, key, own);
    else if (key === null) view = view.unsqueeze(axis++);
    else if (key === '...') {
      axis += missing;
      own += missing;
      missing = 0;
    } else if (typeof key === 'string') {
      view = sliced(view, axis, parseSlice(key));
      axis++;
    } else if (typeof key === 'boolean') {
      view = view.unsqueeze(axis);
      indices[axis++] = fromHost(x, x.storage.backend, 'bool', [1], Uint8Array.of(key ? 1 : 0));
    } else {
      const index = indexTensor(key, x);
      if (index.ndim === 0 && isIndexDType(index.dtype) && index.storage.backend.capabilities.syncRead) {
        view = pick(view, axis, index.itemSync(), own++);
        continue;
      }
      if (isMask(index) && index.ndim === 0) view = view.unsqueeze(axis);
      indices[axis] = isMask(index) && index.ndim === 0 ? index.view([1]) : index;
      axis += isMask(index) ? Math.max(index.ndim, 1) : 1;
    }
    own += axesOf(key);
  }
  return { view, indices: view.shape.map((_, at) => indices[at] ?? null) };
}

/** How many axes a key uses up. */
function axesOf(key: IndexKey): number {
  if (key === null || key === '...' || typeof key === 'boolean') return 0;
  if (typeof key !== 'object' || Array.isArray(key)) return 1;
  return isMask(key as Tensor) ? (key as Tensor).ndim : 1;
}

/** @internal True for tensors that say of every place whether it is meant. */
export function isMask(index: Tensor): boolean {
  return index.dtype === 'bool' || index.dtype === 'uint8';
}

function indexTensor(key: unknown, x: Tensor): Tensor {
  if (Array.isArray(key)) {
    const places = key as readonly number[];
    if (places.every((place) => Number.isInteger(place)))
      return fromHost(x, x.storage.backend, 'int64', [places.length], BigInt64Array.from(places, BigInt));
  } else if (typeof key === 'object') {
    const index = key as Tensor;
    if (isMask(index) || isIndexDType(index.dtype)) return index;
    throw new NnError('INDEX', 'tensors used as indices must be long, byte or bool tensors', {
      op: 'at',
      details: { dtype: index.dtype },
      advice: `This one is ${index.dtype}: use .to('int64'), or bigint literals.`,
    });
  }
  throw noIndex(key);
}

function noIndex(key: unknown): NnError {
  const found = typeof key === 'number' ? 'float' : Array.isArray(key) ? formatShape(key as number[]) : typeof key;
  return new NnError(
    'INDEX',
    `only integers, slices (\`:\`), ellipsis (\`...\`), None and long or byte Variables are valid indices (got ${found})`,
    {
      op: 'at',
      details: { index: key },
      advice: "Slices are strings here ('1:3'), None is null.",
    },
  );
}

function pick(view: Tensor, axis: number, index: number, own: number): Tensor {
  if (!Number.isInteger(index)) throw noIndex(index);
  const size = view.shape[axis]!;
  if (index < -size || index >= size) {
    throw new NnError('INDEX', `index ${index} is out of bounds for dimension ${own} with size ${size}`, {
      op: 'at',
      details: { axis: own, size, index },
    });
  }
  return view.select(axis, index);
}

function sliced(view: Tensor, axis: number, { start, stop, step }: Slice): Tensor {
  const size = view.shape[axis]!;
  const whole = step === 1 && (start === undefined || start === 0) && (stop === undefined || stop >= size);
  return whole ? view : view.slice(start, stop, { dim: axis, step });
}
