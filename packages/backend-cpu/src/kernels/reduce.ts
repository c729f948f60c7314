import { numelOf, type ReduceAttributes, type View } from '@nn/core';
import { Fold } from '../fold.js';
import { addressOf, CHUNK, type HeapType, heapType, registers } from '../heap.js';
import { ViewReader } from '../view-stream.js';
import { sumFew } from './few-sums.js';

/** Folds axes: sum, prod, max, min, any, all. */
export function reduce(inputs: readonly View[], attributes: ReduceAttributes, outputs: readonly View[]): void {
  const x = inputs[0]!;
  const { kind, axes } = attributes;
  if (kind === 'sum' && sumFew(x, axes, outputs[0]!)) return;
  const count = numelOf(x.shape);
  // float32 is read as float64 at once: it is folded so.
  const held = heapType(x.dtype);
  const type: HeapType = held === 'float32' ? 'float64' : held;
  const fold = new Fold(kind, type, x.shape, axes);
  if (count > 0) {
    const reader = new ViewReader(x.dtype, type).open(x);
    const work = addressOf(type, registers.work);
    for (let done = 0; done < count; done += CHUNK) {
      const part = Math.min(CHUNK, count - done);
      reader.read(work, part);
      fold.add(work, part);
    }
  }
  fold.finish(outputs[0]!);
}
