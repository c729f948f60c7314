import { type DType, numelOf, type TypedArray, type View } from '@nn/core';
import { CHUNK, memory } from './memory.js';
import { axisLast } from './strides.js';
import { ViewReader, ViewWriter } from './view-stream.js';

/**
 * Visits a view along `axis`: row after row as dense arrays of `type`, several at a time where they are short.
 *
 * @internal
 */
export function forRows(x: View, axis: number, type: DType, visit: (rows: TypedArray, count: number, length: number) => void): void {
  const { view, length } = axisLast(x, axis);
  const total = numelOf(x.shape);
  if (total === 0) return;
  const block = Math.max(1, Math.floor((4 * CHUNK) / length)) * length;
  const rows = memory.allocate(type, Math.min(block, total)) as TypedArray;
  const reader = new ViewReader(view, type);
  for (let done = 0; done < total; done += block) {
    const part = Math.min(block, total - done);
    reader.read(rows, 0, part);
    visit(rows, part / length, length);
  }
}

/** @internal Writes what `forRows` visits: rows of a view along the same axis, from dense arrays of `type`. */
export function rowWriter(out: View, axis: number, type: DType): ViewWriter {
  return new ViewWriter(axisLast(out, axis).view, type);
}
