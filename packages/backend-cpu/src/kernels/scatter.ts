import { type DType, isFloating, type ScatterAttributes, type TypedArray, type View } from '@nn/core';
import { copied, denseApart } from '../dense.js';
import { forIndexed, readIndices } from '../indices.js';
import { memoryOf } from '../memory.js';
import { moveOf, wordsOf } from '../moves.js';
import { copy } from './copy.js';

/** Puts elements along an axis: `out[index[i][j]][j] = source[i][j]`, or adds or multiplies them in. */
export function scatter(inputs: readonly View[], attributes: ScatterAttributes, outputs: readonly View[]): void {
  const index = inputs[0]!;
  const source = inputs[1]!;
  const out = outputs[0]!;
  const { axis, mode } = attributes;
  const places = readIndices(index, axis, out.shape[axis] ?? 1, 'scatter');
  if (places.length === 0) return;
  if (mode === 'set') set(places, index, source, out, axis);
  else if (out.dtype === 'float16' || out.dtype === 'bfloat16') joinWide(places, index, source, out, axis, mode);
  else join(places, index, source, out, axis, mode);
}

function set(places: Int32Array, index: View, source: View, out: View, axis: number): void {
  const values = denseApart(source, out);
  const move = moveOf(out.dtype);
  const from = wordsOf(memoryOf(values), out.dtype);
  const to = wordsOf(memoryOf(out), out.dtype);
  forIndexed(out, axis, index.shape, places, (at, step, start, count) =>
    move(from, values.offset + start, 1, to, at, step, count),
  );
}

function join(places: Int32Array, index: View, source: View, out: View, axis: number, mode: 'add' | 'multiply'): void {
  const values = denseApart(source, out);
  const from = memoryOf(values);
  const to = memoryOf(out);
  const loop = loopOf(out.dtype, mode);
  forIndexed(out, axis, index.shape, places, (at, step, start, count) =>
    loop(to, at, step, from, values.offset + start, count),
  );
}

/** float16 and bfloat16 are joined in float32 and rounded once. */
function joinWide(
  places: Int32Array,
  index: View,
  source: View,
  out: View,
  axis: number,
  mode: 'add' | 'multiply',
): void {
  const sums = copied(out, 'float32');
  join(places, index, copied(source, 'float32'), sums, axis, mode);
  copy([sums], {}, [out]);
}

type Loop = (target: TypedArray, at: number, step: number, values: TypedArray, i: number, count: number) => void;

function loopBy<T extends number | bigint>(combine: (a: T, b: T) => T): Loop {
  return (target, at, step, values, i, count) => {
    for (let k = 0; k < count; k++, at += step) target[at] = combine(target[at] as T, values[i + k] as T);
  };
}

function addFloat32(
  target: Float32Array,
  at: number,
  step: number,
  values: Float32Array,
  i: number,
  count: number,
): void {
  for (let k = 0; k < count; k++, at += step) target[at] = target[at]! + values[i + k]!;
}

const floatLoops = { add: loopBy<number>((a, b) => a + b), multiply: loopBy<number>((a, b) => a * b) };
const integerLoops = { add: loopBy<number>((a, b) => a + b), multiply: loopBy<number>(Math.imul) };
const int64Loops = { add: loopBy<bigint>((a, b) => a + b), multiply: loopBy<bigint>((a, b) => a * b) };
const boolLoops = { add: loopBy<number>((a, b) => a | b), multiply: loopBy<number>((a, b) => a & b) };

/** For all dtypes but float16 and bfloat16, which are joined as float32. */
function loopOf(dtype: DType, mode: 'add' | 'multiply'): Loop {
  if (dtype === 'float32' && mode === 'add') return addFloat32 as Loop;
  if (dtype === 'int64') return int64Loops[mode];
  if (dtype === 'bool') return boolLoops[mode];
  return isFloating(dtype) ? floatLoops[mode] : integerLoops[mode];
}
