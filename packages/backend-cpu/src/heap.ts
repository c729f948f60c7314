import type { DType, TypedArray } from '@nn/core';

/*
 * One small memory in which all chunkwise work happens: operands are copied in, loops run from register to register, results are
 * copied out. Its arrays never change, and a loop over them never meets a second type of array. So engines compile the loops with
 * the arrays' addresses and lengths as constants, provided that the loop gets them as arguments of a function around it: a variable
 * of a module is none once a bundler has passed.
 *
 * Addresses count elements of the array that is meant: a byte address divided by the size of its elements.
 */

/** How many elements are worked on at a time: a handful of registers stays in the first-level cache. */
export const CHUNK = 1024;

export const HEAP_BYTES: number = 512 * CHUNK;

/** The same bytes in every type of array. */
export interface Heap {
  readonly F32: Float32Array;
  readonly F64: Float64Array;
  readonly I32: Int32Array;
  readonly I64: BigInt64Array;
  readonly U8: Uint8Array;
}

/** @internal */
export const heap: Heap = /* @__PURE__ */ createHeap();

function createHeap(): Heap {
  const bytes = new ArrayBuffer(HEAP_BYTES);
  return {
    F32: new Float32Array(bytes),
    F64: new Float64Array(bytes),
    I32: new Int32Array(bytes),
    I64: new BigInt64Array(bytes),
    U8: new Uint8Array(bytes),
  };
}

/** Types in which values are computed: each has its array in the heap. */
export type HeapType = 'float32' | 'float64' | 'int32' | 'int64' | 'bool';

/** @internal The type that a dtype is computed in. */
export function heapType(dtype: DType): HeapType {
  if (dtype === 'float16' || dtype === 'bfloat16') return 'float32';
  return dtype === 'uint8' ? 'int32' : dtype;
}

/** @internal The array of a type. */
export function heapOf(type: HeapType): TypedArray {
  switch (type) {
    case 'float32':
      return heap.F32;
    case 'float64':
      return heap.F64;
    case 'int32':
      return heap.I32;
    case 'int64':
      return heap.I64;
    case 'bool':
      return heap.U8;
  }
}

/** @internal The address of a byte in the array of a type. */
export function addressOf(type: HeapType, byte: number): number {
  return type === 'bool' ? byte : type === 'float64' || type === 'int64' ? byte / 8 : byte / 4;
}

/** What a register takes. The odd bytes keep registers from falling into the same lines of a cache. */
const registerBytes = 8 * CHUNK + 64;

/** Registers with a purpose; programs have the heap from `programs` on. */
export const registers = {
  /** A kernel's own chunk. */
  work: 0,
  /** What a stream reads before it converts, or converts before it writes. */
  stage: registerBytes,
  /** What a fold converts. */
  truths: 2 * registerBytes,
  folded: 3 * registerBytes,
  programs: 4 * registerBytes,
} as const;
