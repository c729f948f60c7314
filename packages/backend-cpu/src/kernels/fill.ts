import { type DType, dtypes, type FillAttributes, numelOf, type Scalar, type TypedArray, type View } from '@nn/core';
import { conversion } from '../convert.js';
import { memoryOf } from '../memory.js';
import { moveOf, wordsOf } from '../moves.js';
import { isDense, Walk } from '../strides.js';

/** Every element becomes one value, converted by the rules of `copy`. */
export function fill(_inputs: readonly View[], attributes: FillAttributes, outputs: readonly View[]): void {
  const out = outputs[0]!;
  const memory = memoryOf(out);
  const one = elementOf(attributes.value, out.dtype);
  let count = numelOf(out.shape);
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
  let from: DType = 'float64';
  let source: TypedArray;
  if (typeof value === 'bigint') {
    from = 'int64';
    source = BigInt64Array.of(value);
  } else {
    source = Float64Array.of(Number(value));
  }
  const convert = conversion(from, dtype);
  if (convert === null) return source;
  const result = dtypes[dtype].allocate(1);
  convert(source, 0, result, 0, 1);
  return result;
}
