import { numelOf, type ReduceAttributes, type View } from '@nn/core';
import { computeType } from '@nn/core/expression';
import { Fold } from '../fold.js';
import { CHUNK, memoryOf } from '../memory.js';
import { dtypeOfType } from '../reader/types.js';
import { register } from '../scratch.js';
import { isDense } from '../strides.js';
import { ViewReader } from '../view-stream.js';

/** Folds axes: sum, prod, max, min, any, all. */
export function reduce(inputs: readonly View[], attributes: ReduceAttributes, outputs: readonly View[]): void {
  const x = inputs[0]!;
  const count = numelOf(x.shape);
  const type = dtypeOfType[computeType[x.dtype]];
  const fold = new Fold(attributes.kind, type, x.shape, attributes.axes);
  const direct = (type === x.dtype) && isDense(x);
  const reader = direct || count === 0 ? null : new ViewReader(x, type);
  const values = direct ? memoryOf(x) : register(0).as(type);
  for (let done = 0; done < count; done += CHUNK) {
    const part = Math.min(CHUNK, count - done);
    reader?.read(values, 0, part);
    fold.add(values, direct ? x.offset + done : 0, part);
  }
  fold.finish(outputs[0]!);
}
