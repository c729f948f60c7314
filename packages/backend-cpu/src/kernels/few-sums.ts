import type { View } from '@nn/core';
import { memoryOf } from '../memory.js';
import { isDense } from '../strides.js';

/** Up to so many elements, setting up a fold costs more than folding. */
const most = 256;
const maxRank = 8;

const sums = /* @__PURE__ */ new Float64Array(most);
/** By axis: where the walk is, and how far sums stand apart. */
const index = /* @__PURE__ */ new Int32Array(maxRank);
const steps = /* @__PURE__ */ new Int32Array(maxRank);

/**
 * Sums of a few float32 over some axes, in float64 and rounded once; says whether it did.
 *
 * @internal
 */
export function sumFew(x: View, axes: readonly number[], out: View): boolean {
  const { shape, strides } = x;
  const rank = shape.length;
  if (x.dtype !== 'float32' || out.dtype !== 'float32' || rank === 0 || rank > maxRank || !isDense(out)) return false;
  let count = 1;
  let results = 1;
  for (let axis = rank - 1; axis >= 0; axis--) {
    const size = shape[axis]!;
    const isReduced = axes.includes(axis);
    steps[axis] = isReduced ? 0 : results;
    index[axis] = 0;
    count *= size;
    if (!isReduced) results *= size;
  }
  if (count === 0 || count > most) return false;
  const from = memoryOf(x) as Float32Array;
  const last = rank - 1;
  const size = shape[last]!;
  const stride = strides[last]!;
  const step = steps[last]!;
  for (let k = 0; k < results; k++) sums[k] = 0;
  let place = x.offset;
  let sum = 0;
  for (;;) {
    for (let k = 0; k < size; k++) sums[sum + k * step]! += from[place + k * stride]!;
    let axis = last - 1;
    for (; axis >= 0; axis--) {
      place += strides[axis]!;
      sum += steps[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      place -= shape[axis]! * strides[axis]!;
      sum -= shape[axis]! * steps[axis]!;
      index[axis] = 0;
    }
    if (axis < 0) break;
  }
  const to = memoryOf(out) as Float32Array;
  for (let k = 0; k < results; k++) to[out.offset + k] = sums[k]!;
  return true;
}
