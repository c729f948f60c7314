import { type DType, isFloating, NnError, dtypes } from '@nn/core';
import { toHostArray } from '../nested.js';
import type { Tensor } from '../tensor.js';
import { checkedSize } from './checked-size.js';
import { fromValues, hostFloat, hostFloats } from './from-values.js';
import { finish, resolveOptions, type TensorOptions } from './options.js';

type Whole = number | bigint;

/**
 * The numbers from `start` up to, not including, `end`, `step` apart. float32 where one of them is a number, int64 where all are bigints;
 * `dtype` for another.
 *
 * @throws NnError 'VALUE' for a step of 0 or one that leads away from the end, and for bounds that are not finite
 * @example
 * import { arange } from '@nn/nn';
 *
 * arange(3).toArraySync(); // [0, 1, 2]
 * arange(1, 2.5, 0.5).toArraySync(); // [1, 1.5, 2]
 * arange(3n).dtype; // 'int64'
 */
export function arange(end: Whole, options?: TensorOptions): Tensor;
export function arange(start: Whole, end: Whole, options?: TensorOptions): Tensor;
export function arange(start: Whole, end: Whole, step: Whole, options?: TensorOptions): Tensor;
export function arange(first: Whole, ...rest: readonly (Whole | TensorOptions | undefined)[]): Tensor {
  const bounds: Whole[] = [first];
  let options: TensorOptions = {};
  for (const part of rest) {
    if (typeof part === 'object') options = part;
    else if (part !== undefined) bounds.push(part);
  }
  const [start, end, step] = bounds.length === 1 ? [0n, first, 1n] : [first, bounds[1]!, bounds[2] ?? 1n];
  const own: DType = bounds.every((bound) => typeof bound === 'bigint') ? 'int64' : 'float32';
  const { backend, dtype } = resolveOptions(options, own, 'arange');
  if (dtype === 'bool')
    throw new NnError('DTYPE', '"arange_cpu" not implemented for \'Bool\'', { op: 'arange', details: { dtype } });
  const values = isFloating(dtype)
    ? floats(dtype, Number(start), Number(end), Number(step))
    : integers(dtype, start, end, step);
  return finish(
    fromValues(backend, dtype, [values.length], values, isFloating(dtype) ? hostFloat(dtype) : dtype),
    options,
  );
}

function floats(dtype: DType, start: number, end: number, step: number): Float32Array | Float64Array {
  if (!Number.isFinite(start) || !Number.isFinite(end)) {
    throw new NnError('VALUE', `unsupported range: ${pythonFloat(start)} -> ${pythonFloat(end)}`, {
      op: 'arange',
      details: { start, end, step },
    });
  }
  checkStep(Math.sign(step), Math.sign(end - start), { start, end, step });
  const out = hostFloats(dtype, checkedSize(Math.ceil((end - start) / step), 'arange'));
  for (let i = 0; i < out.length; i++) out[i] = start + step * i;
  return out;
}

function integers(dtype: DType, from: Whole, to: Whole, by: Whole): ReturnType<typeof toHostArray> {
  const [start, end, step] = [whole(from), whole(to), whole(by)];
  const sign = (value: bigint): number => (value > 0n ? 1 : value < 0n ? -1 : 0);
  checkStep(sign(step), sign(end - start), { start, end, step });
  // PyTorch counts int64 in whole numbers, the smaller ones before they are truncated.
  const count =
    dtype === 'int64'
      ? Number((end - start + step - (step > 0n ? 1n : -1n)) / step)
      : Math.ceil((Number(to) - Number(from)) / Number(by));
  const length = checkedSize(count, 'arange');
  if (dtype === 'int64') return BigInt64Array.from({ length }, (_, i) => start + step * BigInt(i));
  const out = dtypes[dtype].allocate(length) as Int32Array;
  for (let i = 0; i < length; i++) out[i] = Number(start) + Number(step) * i;
  return out;
}

function whole(value: Whole): bigint {
  if (typeof value === 'bigint') return value;
  if (Number.isFinite(value)) return BigInt(Math.trunc(value));
  throw new NnError('VALUE', `cannot convert float ${Number.isNaN(value) ? 'NaN' : 'infinity'} to integer`, {
    op: 'arange',
    details: { value },
  });
}

function checkStep(step: number, direction: number, details: Readonly<Record<string, unknown>>): void {
  if (step === 0 || Number.isNaN(step)) throw new NnError('VALUE', 'step must be nonzero', { op: 'arange', details });
  if (step * direction < 0)
    throw new NnError('VALUE', 'upper bound and larger bound inconsistent with step sign', { op: 'arange', details });
}

function pythonFloat(value: number): string {
  return Number.isNaN(value) ? 'nan' : String(value).replace('Infinity', 'inf');
}
