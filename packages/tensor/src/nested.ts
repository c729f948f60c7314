import { type DType, type Scalar, NnError, dtypes, type TypedArray } from '@nn/core';
import { checkScalar } from './scalar.js';

/** Numbers in arrays in arrays: what `tensor` takes and `toArray` gives. */
export type NestedArray<T = Scalar> = T | readonly NestedArray<T>[];

/** The shape of a nested array, and its values in order. A coded error where rows differ in length. */
export function flattenNested(data: NestedArray, op: string): { shape: number[]; values: Scalar[] } {
  const shape: number[] = [];
  for (let level: NestedArray = data; Array.isArray(level); level = level[0] as NestedArray) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const values: Scalar[] = [];
  const visit = (value: NestedArray, depth: number): void => {
    if (Array.isArray(value)) {
      if (depth >= shape.length || value.length !== shape[depth]) {
        const expected = depth >= shape.length ? 'a number' : `sequence of length ${shape[depth]}`;
        throw new NnError('SHAPE', `expected ${expected} at dim ${depth} (got ${value.length})`, {
          op,
          details: { depth, expected: shape[depth] ?? null, got: value.length },
        });
      }
      for (const item of value) visit(item as NestedArray, depth + 1);
      return;
    }
    if (depth !== shape.length) {
      throw new NnError('SHAPE', `expected sequence of length ${shape[depth]} at dim ${depth}, got ${String(value)}`, {
        op,
        details: { depth },
      });
    }
    if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'boolean') {
      throw new NnError(
        'DTYPE',
        `${op}: a tensor holds numbers, bigints or booleans, got ${value === null ? 'null' : typeof value}`,
        { op, details: { value } },
      );
    }
    values.push(value);
  };
  visit(data, 0);
  return { shape, values };
}

/**
 * The dtype of a literal: numbers float32, bigints int64, booleans bool, whatever their values. Mixed, the greater kind wins.
 */
export function literalDType(values: readonly Scalar[]): DType {
  let result: DType | null = null;
  for (const value of values) {
    if (typeof value === 'number') return 'float32';
    const own: DType = typeof value === 'bigint' ? 'int64' : 'bool';
    if (result === null || own === 'int64') result = own;
  }
  return result ?? 'float32';
}

/**
 * Host values of a dtype that stores its elements as themselves; float16 and bfloat16 go through float32 and the backend's copy.
 *
 * @throws NnError 'VALUE' for numbers that an integer dtype cannot hold; fractions are cut off
 */
export function toHostArray(values: readonly Scalar[], dtype: DType): TypedArray {
  const out = dtypes[dtype].allocate(values.length);
  if (out instanceof BigInt64Array) {
    for (let i = 0; i < values.length; i++) out[i] = toBigInt(values[i]!);
  } else if (dtype === 'bool') {
    for (let i = 0; i < values.length; i++) out[i] = values[i] === 0 || values[i] === 0n || values[i] === false ? 0 : 1;
  } else if (dtype === 'int32' || dtype === 'uint8') {
    for (let i = 0; i < values.length; i++) out[i] = toWhole(values[i]!, dtype);
  } else {
    for (let i = 0; i < values.length; i++) out[i] = Number(values[i]);
  }
  return out;
}

function toBigInt(value: Scalar): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  checkScalar(value, 'int64', 'tensor');
  return BigInt(typeof value === 'number' ? Math.trunc(value) : value);
}

function toWhole(value: Scalar, dtype: 'int32' | 'uint8'): number {
  const whole = Math.trunc(Number(value));
  if (!(whole >= 0 && whole <= 255)) checkScalar(value, dtype, 'tensor');
  return whole;
}

/** Values in row-major order as arrays in arrays; a 0-d one as itself. */
export function nest<T>(values: readonly T[], shape: readonly number[]): NestedArray<T> {
  if (shape.length === 0) return values[0]!;
  const build = (depth: number, start: number, stride: number): NestedArray<T> => {
    const size = shape[depth]!;
    if (depth === shape.length - 1) return values.slice(start, start + size);
    const inner = size === 0 ? 0 : stride / size;
    return Array.from({ length: size }, (_, i) => build(depth + 1, start + i * inner, inner));
  };
  return build(0, 0, values.length);
}
