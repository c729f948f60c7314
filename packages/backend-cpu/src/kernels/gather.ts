import { type AxisAttributes, type TypedArray, type View } from '@nn/core';
import { forIndexed, readIndices } from '../indices.js';
import { memory, memoryOf } from '../memory.js';
import { moveOf, wordsOf } from '../moves.js';
import { isDense } from '../strides.js';
import { ViewWriter } from '../view-stream.js';

/** Picks elements along an axis: `out[i][j] = x[index[i][j]][j]`. */
export function gather(inputs: readonly View[], attributes: AxisAttributes, outputs: readonly View[]): void {
  const x = inputs[0]!;
  const index = inputs[1]!;
  const out = outputs[0]!;
  const { axis } = attributes;
  const places = readIndices(index, axis, x.shape[axis] ?? 1, 'gather');
  const direct = isDense(out) && memoryOf(out) !== memoryOf(x);
  const result = direct ? memoryOf(out) : (memory.allocate(out.dtype, places.length) as TypedArray);
  const first = direct ? out.offset : 0;
  const move = moveOf(x.dtype);
  const source = wordsOf(memoryOf(x), x.dtype);
  const target = wordsOf(result, x.dtype);
  forIndexed(x, axis, index.shape, places, (at, step, start, count) => move(source, at, step, target, first + start, 1, count));
  if (!direct && places.length > 0) new ViewWriter(out, out.dtype).write(result, 0, places.length);
}
