import { dtypes, type MemoryPort, NnError, type TypedArray, type View } from '@nn/core';

/** @internal The typed array that a view of this backend looks at. */
export function memoryOf(view: View): TypedArray {
  return view.storage.memory as TypedArray;
}

/** Typed arrays of the garbage collector: nothing is freed by hand. */
export const memory: MemoryPort<TypedArray> = {
  allocate(dtype, length) {
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
  },
  free() {},
  upload(block, data, start) {
    (block as Float64Array).set(data as Float64Array, start);
  },
  download: (block, start, length) => Promise.resolve(block.slice(start, start + length)),
  downloadSync: (block, start, length) => block.slice(start, start + length),
};
