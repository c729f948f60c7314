import { type NoAttributes, numelOf, type TypedArray, type View } from '@nn/core';
import { addressOf, CHUNK, heapType, registers } from '../heap.js';
import { memoryOf } from '../memory.js';
import { moveOf, wordsOf } from '../moves.js';
import { isDense, Walk } from '../strides.js';
import { ViewReader, ViewWriter } from '../view-stream.js';

/** Moves elements between views of one shape, from any dtype to any other. Within a dtype every bit is kept. */
export function copy(inputs: readonly View[], _attributes: NoAttributes, outputs: readonly View[]): void {
  const source = inputs[0]!;
  const target = outputs[0]!;
  const count = numelOf(target.shape);
  if (count === 0) return;
  if (source.dtype !== target.dtype) convert(source, target, count);
  else if (isDense(source) && isDense(target))
    copyDense(memoryOf(source), source.offset, memoryOf(target), target.offset, count);
  else copyStrided(source, target, count);
}

function copyDense(source: TypedArray, from: number, target: TypedArray, to: number, count: number): void {
  (target as Float64Array).set(source.subarray(from, from + count) as Float64Array, to);
}

function copyStrided(source: View, target: View, count: number): void {
  const move = moveOf(source.dtype);
  const sourceWords = wordsOf(memoryOf(source), source.dtype);
  const targetWords = wordsOf(memoryOf(target), target.dtype);
  const from = new Walk(target.shape, source.strides, source.offset);
  const to = new Walk(target.shape, target.strides, target.offset);
  while (count > 0) {
    const { at } = from;
    const { at: place } = to;
    const taken = Math.min(from.left, to.left);
    move(sourceWords, at, from.step, targetWords, place, to.step, taken);
    from.take(taken);
    to.take(taken);
    count -= taken;
  }
}

function convert(source: View, target: View, count: number): void {
  const type = heapType(target.dtype);
  // Only the writer knows how bytes wrap, so it converts for them.
  const held = target.dtype === 'uint8' ? heapType(source.dtype) : type;
  const reader = new ViewReader(source.dtype, held).open(source);
  const writer = new ViewWriter(target.dtype, held).open(target);
  const work = addressOf(held, registers.work);
  for (let done = 0; done < count; done += CHUNK) {
    const part = Math.min(CHUNK, count - done);
    reader.read(work, part);
    writer.write(work, part);
  }
}
