import type { AxisAttributes, View } from '@nn/core';
import { newView } from '../dense.js';
import { forIndexed, readIndices } from '../indices.js';
import { memoryOf } from '../memory.js';
import { moveOf, wordsOf } from '../moves.js';
import { isDense } from '../strides.js';
import { copy } from './copy.js';

/** Picks elements along an axis: `out[i][j] = x[index[i][j]][j]`. */
export function gather(inputs: readonly View[], attributes: AxisAttributes, outputs: readonly View[]): void {
  const x = inputs[0]!;
  const index = inputs[1]!;
  const out = outputs[0]!;
  const { axis } = attributes;
  const places = readIndices(index, axis, x.shape[axis] ?? 1, 'gather');
  const direct = isDense(out) && memoryOf(out) !== memoryOf(x);
  const result = direct ? out : newView(out.dtype, out.shape);
  const move = moveOf(x.dtype);
  const from = wordsOf(memoryOf(x), x.dtype);
  const to = wordsOf(memoryOf(result), x.dtype);
  forIndexed(x, axis, index.shape, places, (at, step, start, count) =>
    move(from, at, step, to, result.offset + start, 1, count),
  );
  if (!direct) copy([result], {}, outputs);
}
