import { numelOf, type TypedArray, type View } from '@nn/core';
import { CHUNK, type HeapType } from './heap.js';
import { memory } from './memory.js';
import { axisLast } from './strides.js';
import { readInto, ViewReader, ViewWriter, writeFrom } from './view-stream.js';

/**
 * Visits a view along `axis`: row after row as dense arrays of `type`, several at a time where they are short.
 *
 * @internal
 */
export function forRows(
  x: View,
  axis: number,
  type: HeapType,
  visit: (rows: TypedArray, count: number, length: number) => void,
): void {
  const { view, length } = axisLast(x, axis);
  const total = numelOf(x.shape);
  if (total === 0) return;
  const block = Math.max(1, Math.floor((4 * CHUNK) / length)) * length;
  const rows = memory.allocate(type, Math.min(block, total));
  const reader = new ViewReader(x.dtype, type).open(view);
  for (let done = 0; done < total; done += block) {
    const part = Math.min(block, total - done);
    readInto(reader, type, rows, 0, part);
    visit(rows, part / length, length);
  }
}

/** @internal Writes what `forRows` visits: the next elements of a view along the same axis, from dense arrays of `type`. */
export function rowWriter(out: View, axis: number, type: HeapType): (source: TypedArray, count: number) => void {
  const writer = new ViewWriter(out.dtype, type).open(axisLast(out, axis).view);
  return (source, count) => writeFrom(writer, type, source, 0, count);
}
