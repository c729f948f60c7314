import type { DType, Fill } from '@nn/core';

/** An array in which a law of a whole tensor computes: float64's own, float32 for every other dtype. */
export function valuesFor(dtype: DType, length: number): Float32Array | Float64Array {
  return dtype === 'float64' ? new Float64Array(length) : new Float32Array(length);
}

/** What is done to a tensor without elements: nothing is drawn, whatever its fans would be. */
export const nothing: Fill = { kind: 'constant', value: 0 };
