import type { View } from '@nn/core';
import { memoryOf } from '../memory.js';

/** Up to so many multiplications, preparing blocks costs more than multiplying. */
const most = 512;

/**
 * The product of two small float32 matrices, with or without a bias, to the bits that `matmul` defines; says whether it did.
 *
 * @internal
 */
export function multiplyFew(a: View, b: View, bias: View | undefined, out: View): boolean {
  if (out.shape.length !== 2 || out.dtype !== 'float32' || a.dtype !== 'float32' || b.dtype !== 'float32') return false;
  const m = out.shape[0]!;
  const n = out.shape[1]!;
  const k = a.shape[1]!;
  if (m * n * k > most) return false;
  const to = memoryOf(out) as Float32Array;
  const x = memoryOf(a) as Float32Array;
  const y = memoryOf(b) as Float32Array;
  const added = bias === undefined ? null : (memoryOf(bias) as Float32Array);
  if (to === x || to === y || to === added || (bias !== undefined && bias.dtype !== 'float32')) return false;
  const aRow = a.strides[0]!;
  const aColumn = a.strides[1]!;
  const bRow = b.strides[0]!;
  const bColumn = b.strides[1]!;
  const outRow = out.strides[0]!;
  const outColumn = out.strides[1]!;
  const biasRow = bias === undefined ? 0 : bias.strides[0]!;
  const biasColumn = bias === undefined ? 0 : bias.strides[1]!;
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      let i = a.offset + row * aRow;
      let j = b.offset + column * bColumn;
      let sum = 0;
      for (let t = 0; t < k; t++, i += aColumn, j += bRow) sum = Math.fround(x[i]! * y[j]! + sum);
      if (added !== null) sum += added[bias!.offset + row * biasRow + column * biasColumn]!;
      to[out.offset + row * outRow + column * outColumn] = sum;
    }
  }
  return true;
}
