import type { DType, Shape, TypedArray } from '@nn/core';

/** One named array. float16 and bfloat16 are `Uint16Array` of bits, bool is `Uint8Array` of 0 and 1, int64 is `BigInt64Array`. */
export interface SafetensorsTensor {
  readonly dtype: DType;
  readonly shape: Shape;
  /** Row-major values. */
  readonly data: TypedArray;
}

/** What a safetensors file holds. */
export interface SafetensorsFile {
  /** The tensors by name, in the order of the file's header. */
  readonly tensors: ReadonlyMap<string, SafetensorsTensor>;
  /** The free text of the header's `__metadata__`; empty where there is none. */
  readonly metadata: ReadonlyMap<string, string>;
}
