import type { DType, TypedArray } from '@nn/core';

/*
 * One small memory in which all chunkwise work happens: operands are copied in, loops run from register to register, results are
 * copied out. Because the arrays below are constants of their module, engines compile the loops over them without looking up
 * lengths and addresses anew for every element, and a loop never meets a second array type, which would make it slow for good.
 *
 * Addresses count elements of the array that is meant: a byte address divided by the size of its elements.
 */

/** How many elements are worked on at a time: a handful of registers stays in the first-level cache. */
export const CHUNK = 1024;

const buffer = /* @__PURE__ */ new ArrayBuffer(1 << 19);

export const F32: Float32Array = /* @__PURE__ */ new Float32Array(buffer);
export const F64: Float64Array = /* @__PURE__ */ new Float64Array(buffer);
export const I32: Int32Array = /* @__PURE__ */ new Int32Array(buffer);
export const I64: BigInt64Array = /* @__PURE__ */ new BigInt64Array(buffer);
export const U8: Uint8Array = /* @__PURE__ */ new Uint8Array(buffer);

export const HEAP_BYTES: number = /* @__PURE__ */ (() => buffer.byteLength)();

/** Types in which values are computed: each has its array in the heap. */
export type HeapType = 'float32' | 'float64' | 'int32' | 'int64' | 'bool';

/** @internal The type that a dtype is computed in. */
export function heapType(dtype: DType): HeapType {
  switch (dtype) {
    case 'float16':
    case 'bfloat16':
      return 'float32';
    case 'uint8':
      return 'int32';
    default:
      return dtype;
  }
}

/** @internal The array of a type. */
export function heapOf(type: HeapType): TypedArray {
  switch (type) {
    case 'float32':
      return F32;
    case 'float64':
      return F64;
    case 'int32':
      return I32;
    case 'int64':
      return I64;
    case 'bool':
      return U8;
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
