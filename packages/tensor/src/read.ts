import { type DType, isContiguous, NnError, type TypedArray } from '@nn/core';
import { cast } from './copy.js';
import { nest, type NestedArray } from './nested.js';
import type { Tensor } from './tensor.js';

export interface ReadOptions {
  /** Give int64 values as bigint. Without it, an int64 beyond 2^53 is a coded error rather than a wrong number. @default false */
  readonly bigint?: boolean;
}

/** The values row by row, in a fresh typed array of the dtype's host representation. Waits for the backend. */
export async function toTypedArray(x: Tensor): Promise<TypedArray> {
  const source = compact(x);
  return source.storage.backend.memory.download(source.storage.memory, source.offset, source.numel());
}

/** The same at once, on backends that can. */
export function toTypedArraySync(x: Tensor, op = 'toTypedArraySync'): TypedArray {
  const source = compact(x);
  const { backend, memory } = source.storage;
  if (backend.memory.downloadSync === undefined) {
    const awaited = op.replace(/Sync$/, '');
    throw new NnError('SYNC_READ', `${op}: values on device '${backend.name}' cannot be read without waiting`, {
      op,
      details: { device: backend.name },
      advice: `Write await t.${awaited}().`,
    });
  }
  return backend.memory.downloadSync(memory, source.offset, source.numel());
}

export async function toArray(x: Tensor, options: ReadOptions = {}): Promise<NestedArray> {
  const readable = inReadableDType(x);
  return nest(plainValues(await toTypedArray(readable), readable.dtype, options, 'toArray'), x.shape);
}

export function toArraySync(x: Tensor, options: ReadOptions = {}): NestedArray {
  const readable = inReadableDType(x);
  return nest(plainValues(toTypedArraySync(readable, 'toArraySync'), readable.dtype, options, 'toArraySync'), x.shape);
}

export async function item(x: Tensor, options: ReadOptions = {}): Promise<number | bigint> {
  checkSingle(x, 'item');
  const readable = inReadableDType(x);
  return single(await toTypedArray(readable), options, 'item');
}

export function itemSync(x: Tensor, options: ReadOptions = {}): number | bigint {
  checkSingle(x, 'itemSync');
  const readable = inReadableDType(x);
  return single(toTypedArraySync(readable, 'itemSync'), options, 'itemSync');
}

function single(array: TypedArray, options: ReadOptions, op: string): number | bigint {
  const value = array[0]!;
  if (options.bigint === true) return BigInt(value);
  return typeof value === 'bigint' ? safeNumber(value, op) : value;
}

function checkSingle(x: Tensor, op: string): void {
  if (x.numel() !== 1) {
    throw new NnError('SHAPE', 'only one element tensors can be converted to Python scalars', {
      op,
      details: { shape: x.shape },
      advice: `This one has ${x.numel()} elements: use toArray() or at(…).`,
    });
  }
}

function compact(x: Tensor): Tensor {
  return isContiguous(x.shape, x.strides) ? x : x.detach().clone();
}

/** float16 and bfloat16 are bits on the host: people read their values. */
function inReadableDType(x: Tensor): Tensor {
  return x.dtype === 'float16' || x.dtype === 'bfloat16' ? cast(x.detach(), 'float32') : x;
}

/** @internal Elements of a typed array as plain values. */
export function plainValues(
  array: TypedArray,
  dtype: DType,
  options: ReadOptions,
  op: string,
): (number | bigint | boolean)[] {
  if (array instanceof BigInt64Array)
    return options.bigint === true ? Array.from(array) : Array.from(array, (value) => safeNumber(value, op));
  if (dtype === 'bool') return Array.from(array as Uint8Array, (value) => value !== 0);
  return Array.from(array as Float32Array);
}

function safeNumber(value: bigint, op: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new NnError('VALUE', `${op}: ${value} is too large for a number`, {
    op,
    details: { value },
    advice: `Write ${op}({ bigint: true }).`,
  });
}
