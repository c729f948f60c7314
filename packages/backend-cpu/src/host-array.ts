import { type DType, dtypes, NnError, type TypedArray } from '@nn/core';

/** Engines keep arrays of up to so many bytes among their own objects. Each larger one has memory of its own, and costs ten times as much. */
const cheapBytes = 64;

/** Up to so many bytes, an array is cut from a slab. */
const cutBytes = 1024;

/** Few enough that an array that lives long keeps little else alive. */
const slabBytes = 16 * cutBytes;

let slab: ArrayBuffer | null = null;
let used = 0;

/**
 * A zeroed array that the garbage collector owns.
 *
 * @throws NnError 'MEMORY' where there is no room
 * @internal
 */
export function hostArray(dtype: DType, length: number): TypedArray {
  const bytes = length * dtypes[dtype].bytes;
  try {
    return bytes > cheapBytes && bytes <= cutBytes ? cut(dtype, length, bytes) : dtypes[dtype].allocate(length);
  } catch (cause) {
    throw new NnError('MEMORY', `not enough memory: you tried to allocate ${bytes} bytes`, {
      details: { dtype, length, bytes },
      advice: 'Use smaller tensors or batches, and keep no references to results that are done with.',
      cause,
    });
  }
}

/** No place of a slab is given out twice, so all of it is zero. */
function cut(dtype: DType, length: number, bytes: number): TypedArray {
  if (slab === null || used + bytes > slabBytes) {
    slab = new ArrayBuffer(slabBytes);
    used = 0;
  }
  const array = windowOn(dtype, slab, used, length);
  used += (bytes + 7) & ~7;
  return array;
}

/** @internal The elements from a byte on. */
export function windowOn(dtype: DType, buffer: ArrayBuffer, address: number, length: number): TypedArray {
  switch (dtype) {
    case 'float32':
      return new Float32Array(buffer, address, length);
    case 'float64':
      return new Float64Array(buffer, address, length);
    case 'int32':
      return new Int32Array(buffer, address, length);
    case 'int64':
      return new BigInt64Array(buffer, address, length);
    case 'float16':
    case 'bfloat16':
      return new Uint16Array(buffer, address, length);
    case 'bool':
    case 'uint8':
      return new Uint8Array(buffer, address, length);
  }
}
