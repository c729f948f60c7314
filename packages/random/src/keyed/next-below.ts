import type { KeyedDType } from './keyed-array.js';

/** The largest number of the dtype that is less than x, for finite x; for -0 as for 0. */
export function nextBelow(x: number, dtype: KeyedDType): number {
  if (dtype === 'float32') {
    const value = Float32Array.of(x + 0);
    const bits = new Int32Array(value.buffer);
    bits[0] = x > 0 ? bits[0]! - 1 : x < 0 ? bits[0]! + 1 : -0x7fffffff;
    return value[0]!;
  }
  const value = Float64Array.of(x + 0);
  const bits = new BigInt64Array(value.buffer);
  bits[0] = x > 0 ? bits[0]! - 1n : x < 0 ? bits[0]! + 1n : -0x7fffffffffffffffn;
  return value[0]!;
}
