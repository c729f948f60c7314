import { dtypes, type DType, type TypedArray } from '@nn/core';

/** How a dtype is spelled in the file and seen in memory. */
export interface Format {
  readonly code: string;
  readonly dtype: DType;
  /** Bytes of an element. */
  readonly bytes: number;
  readonly View: new (buffer: ArrayBufferLike, byteOffset: number, length: number) => TypedArray;
}

/** In the order in which the writer lays tensors out, which is that of the reference implementation: widest first, so that all are aligned. */
export const formats: readonly Format[] = [
  { code: 'I64', dtype: 'int64', bytes: 8, View: BigInt64Array },
  { code: 'F64', dtype: 'float64', bytes: 8, View: Float64Array },
  { code: 'F32', dtype: 'float32', bytes: 4, View: Float32Array },
  { code: 'I32', dtype: 'int32', bytes: 4, View: Int32Array },
  { code: 'BF16', dtype: 'bfloat16', bytes: 2, View: Uint16Array },
  { code: 'F16', dtype: 'float16', bytes: 2, View: Uint16Array },
  { code: 'U8', dtype: 'uint8', bytes: 1, View: Uint8Array },
  { code: 'BOOL', dtype: 'bool', bytes: 1, View: Uint8Array },
];

/** True where typed arrays have the file's byte order. */
export function hostIsLittleEndian(): boolean {
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
}

/** Turns every element around, in place. */
export function swapBytes(bytes: Uint8Array, width: number): void {
  if (width === 1) return;
  for (let start = 0; start < bytes.length; start += width) bytes.subarray(start, start + width).reverse();
}

/** The elements in `bytes`: a view of them where alignment and byte order allow, else a copy. */
export function viewElements(
  format: Format,
  bytes: Uint8Array,
  littleEndian: boolean = hostIsLittleEndian(),
): TypedArray {
  const length = bytes.length / format.bytes;
  const readable = littleEndian || format.bytes === 1;
  if (readable && bytes.byteOffset % format.bytes === 0) return new format.View(bytes.buffer, bytes.byteOffset, length);
  const copy = dtypes[format.dtype].allocate(length);
  const target = new Uint8Array(copy.buffer);
  target.set(bytes);
  if (!littleEndian) swapBytes(target, format.bytes);
  return copy;
}
