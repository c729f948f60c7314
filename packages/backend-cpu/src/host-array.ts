import { type DType, dtypes, NnError, type TypedArray } from '@nn/core';

/**
 * A zeroed array that the garbage collector owns.
 *
 * @throws NnError 'MEMORY' where there is no room
 * @internal
 */
export function hostArray(dtype: DType, length: number): TypedArray {
  try {
    return dtypes[dtype].allocate(length);
  } catch (cause) {
    const bytes = length * dtypes[dtype].bytes;
    throw new NnError('MEMORY', `not enough memory: you tried to allocate ${bytes} bytes`, {
      details: { dtype, length, bytes },
      advice: 'Use smaller tensors or batches, and keep no references to results that are done with.',
      cause,
    });
  }
}
