import { type DType, dtypes, type FillAttributes, numelOf, type Scalar, type TypedArray, type View } from '@nn/core';
import { addressOf, heap, registers } from '../heap.js';
import { memoryOf } from '../memory.js';
import { moveOf, wordsOf } from '../moves.js';
import { contiguousView, isDense, Walk } from '../strides.js';
import { ViewWriter } from '../view-stream.js';

/** Every element becomes one value, converted by the rules of `copy`. */
export function fill(_inputs: readonly View[], attributes: FillAttributes, outputs: readonly View[]): void {
  const out = outputs[0]!;
  const { value } = attributes;
  const memory = memoryOf(out);
  let count = numelOf(out.shape);
  const isFloat = out.dtype === 'float32' || out.dtype === 'float64';
  if (isFloat && typeof value === 'number' && isDense(out)) {
    // Storing converts.
    (memory as Float64Array).fill(value, out.offset, out.offset + count);
    return;
  }
  const one = elementOf(value, out.dtype);
  if (isDense(out)) {
    (memory as Float64Array).fill(one[0] as number, out.offset, out.offset + count);
    return;
  }
  const move = moveOf(out.dtype);
  const source = wordsOf(one, out.dtype);
  const target = wordsOf(memory, out.dtype);
  const walk = new Walk(out.shape, out.strides, out.offset);
  while (count > 0) {
    const { at } = walk;
    const taken = walk.take(count);
    move(source, 0, 0, target, at, walk.step, taken);
    count -= taken;
  }
}

/** A value as one element in the host representation of `dtype`. */
function elementOf(value: Scalar, dtype: DType): TypedArray {
  const one = dtypes[dtype].allocate(1);
  const type = typeof value === 'bigint' ? 'int64' : 'float64';
  const work = addressOf(type, registers.work);
  if (typeof value === 'bigint') heap.I64[work] = value;
  else heap.F64[work] = Number(value);
  new ViewWriter(dtype, type).open(contiguousView(one, dtype, [])).write(work, 1);
  return one;
}
