import { type NoAttributes, numelOf, type View } from '@nn/core';
import { conversion } from '../convert.js';
import { CHUNK, memoryOf } from '../memory.js';
import { register } from '../scratch.js';
import { isDense } from '../strides.js';
import { ViewReader, ViewWriter } from '../view-stream.js';

/** Moves elements between views of one shape, from any dtype to any other. */
export function copy(inputs: readonly View[], _attributes: NoAttributes, outputs: readonly View[]): void {
  const source = inputs[0]!;
  const target = outputs[0]!;
  const count = numelOf(target.shape);
  if (count === 0) return;
  if (isDense(target)) {
    new ViewReader(source, target.dtype).read(memoryOf(target), target.offset, count);
    return;
  }
  const writer = new ViewWriter(target, target.dtype);
  if (isDense(source) && conversion(source.dtype, target.dtype) === null) {
    writer.write(memoryOf(source), source.offset, count);
    return;
  }
  const reader = new ViewReader(source, target.dtype);
  const chunk = register(0).as(target.dtype);
  for (let done = 0; done < count; done += CHUNK) {
    const part = Math.min(CHUNK, count - done);
    reader.read(chunk, 0, part);
    writer.write(chunk, 0, part);
  }
}
