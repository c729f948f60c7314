import { type DType, type Kernel, type NoAttributes, numelOf, type TypedArray, type View } from '@nn/core';
import { buildExpression, type ExpressionGraph } from '@nn/core/expression';
import type { Launcher } from '../emit/launcher.js';
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

/** Up to so many elements, moving them costs less than calling a kernel. */
const fewMoved = 512;

/** The same, by emitted kernels where elements do not stand together. */
export function emittedCopy(launcher: Launcher): Kernel<NoAttributes> {
  const graphs = new Map<DType, ExpressionGraph>();

  const graphOf = (dtype: DType): ExpressionGraph => {
    let graph = graphs.get(dtype);
    if (graph === undefined) {
      graph = buildExpression({ inputs: [dtype], outputs: [dtype] }, ([x]) => [x!]);
      graphs.set(dtype, graph);
    }
    return graph;
  };

  return (inputs, attributes, outputs) => {
    const [source, target] = [inputs[0]!, outputs[0]!];
    const isStrided = source.dtype === target.dtype && !(isDense(source) && isDense(target));
    if (isStrided && numelOf(target.shape) > fewMoved && launcher.launch(graphOf(source.dtype), inputs, [], outputs))
      return;
    copy(inputs, attributes, outputs);
  };
}

function copyDense(source: TypedArray, from: number, target: TypedArray, to: number, count: number): void {
  (target as Float64Array).set(source.subarray(from, from + count) as Float64Array, to);
}

/** Where an array is small, its bytes are not to be had cheaply. */
const few = 64;

function copyStrided(source: View, target: View, count: number): void {
  if (source.dtype === 'float32' && count <= few && copyFew(source, target)) return;
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

/** Says whether it did: a number that is moved as one may lose a NaN's payload. */
function copyFew(source: View, target: View): boolean {
  const { shape } = target;
  const rank = shape.length;
  if (rank > 2) return false;
  const from = memoryOf(source) as Float32Array;
  const to = memoryOf(target) as Float32Array;
  const rows = rank === 2 ? shape[0]! : 1;
  const columns = rank === 0 ? 1 : shape[rank - 1]!;
  const step = source.strides[rank - 1] ?? 0;
  const stride = target.strides[rank - 1] ?? 0;
  const rowStep = rank === 2 ? source.strides[0]! : 0;
  const rowStride = rank === 2 ? target.strides[0]! : 0;
  for (let row = 0; row < rows; row++) {
    let i = source.offset + row * rowStep;
    let o = target.offset + row * rowStride;
    for (let column = 0; column < columns; column++, i += step, o += stride) {
      const value = from[i]!;
      if (value !== value) return false;
      to[o] = value;
    }
  }
  return true;
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
