import { NnError, numelOf, type View } from '@nn/core';
import { addressOf, CHUNK, heap, registers } from './heap.js';
import { memory } from './memory.js';
import { Walk } from './strides.js';
import { ViewReader } from './view-stream.js';

/**
 * An index view's values in row-major order, each checked against the axis that it indexes.
 *
 * @internal
 */
export function readIndices(index: View, axis: number, size: number, op: string): Int32Array {
  const count = numelOf(index.shape);
  const places = memory.allocate('int32', count) as Int32Array;
  if (count === 0) return places;
  const reader = new ViewReader(index.dtype, 'float64').open(index);
  const work = addressOf('float64', registers.work);
  for (let done = 0; done < count; done += CHUNK) {
    const part = Math.min(CHUNK, count - done);
    reader.read(work, part);
    for (let k = 0; k < part; k++) {
      const at = heap.F64[work + k]!;
      if (!(at >= 0 && at < size)) {
        throw new NnError('INDEX', `index ${at} is out of bounds for dimension ${axis} with size ${size}`, {
          op,
          details: { index: at, axis, size },
          advice: 'Indices count from 0 and are not negative here.',
        });
      }
      places[done + k] = at;
    }
  }
  return places;
}

/**
 * Visits the elements of `view` that an index of `shape` names along `axis`, in row-major order of the index, as runs: `count`
 * elements from `at` on, `step` apart, named by the index's elements from `start` on.
 *
 * @internal
 */
export function forIndexed(
  view: View,
  axis: number,
  shape: readonly number[],
  places: Int32Array,
  visit: (at: number, step: number, start: number, count: number) => void,
): void {
  const stride = view.strides[axis] ?? 0;
  const walk = new Walk(
    shape,
    view.strides.map((step, i) => (i === axis ? 0 : step)),
    view.offset,
  );
  let start = 0;
  while (start < places.length) {
    let { at } = walk;
    const end = start + walk.take(places.length - start);
    // An index that stays the same along the inner axis, as that of whole rows does, names a run.
    while (start < end) {
      const place = places[start]!;
      let next = start + 1;
      while (next < end && places[next] === place) next++;
      visit(at + place * stride, walk.step, start, next - start);
      at += (next - start) * walk.step;
      start = next;
    }
  }
}
