import { dtypes, type MemoryPort, NnError, type TypedArray, type View } from '@nn/core';

/** How many elements kernels work on at a time: a handful of such registers stays in the first-level cache. */
export const CHUNK = 1024;

/** @internal The typed array that a view of this backend looks at. */
export function memoryOf(view: View): TypedArray {
  return view.storage.memory as TypedArray;
}

/** Typed arrays on the garbage-collected heap: nothing is ever freed by hand. */
export const memory: MemoryPort<TypedArray> = {
  allocate(dtype, length) {
    try {
      return dtypes[dtype].allocate(length);
    } catch (cause) {
      const bytes = length * dtypes[dtype].bytes;
      throw new NnError('MEMORY', `[enforce fail at alloc_cpu] not enough memory: you tried to allocate ${bytes} bytes`, {
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
