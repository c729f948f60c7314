import { NnError, numelOf, type DType, type KernelTable, type TypedArray, type View, dtypes } from '@nn/core';
import { describe, expect, it } from 'vitest';
import { referenceKernels } from './kernels.js';
import { convert, decode, encode, roundHalfEven, toFloat32, type Value } from './values.js';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** A contiguous view with these values. */
function view(dtype: DType, values: readonly Value[], shape: readonly number[] = [values.length]): View {
  const memory = dtypes[dtype].allocate(values.length);
  values.forEach((value, i) => {
    memory[i] = encode(dtype, value);
  });
  const strides = shape.map((_, axis) => numelOf(shape.slice(axis + 1)));
  return { storage: { dtype, length: values.length, memory }, dtype, shape, strides, offset: 0 };
}

const empty = (dtype: DType, shape: readonly number[]): View =>
  view(dtype, new Array<Value>(numelOf(shape)).fill(0), shape);
const values = ({ dtype, storage }: View): Value[] =>
  Array.from(storage.memory as TypedArray, (raw: number | bigint) => decode(dtype, raw));

function run<K extends keyof KernelTable>(
  kernel: K,
  inputs: View[],
  attributes: Parameters<NonNullable<KernelTable[K]>>[1],
  outputs: View[],
): Value[][] {
  (referenceKernels[kernel] as (i: View[], a: unknown, o: View[]) => void)(inputs, attributes, outputs);
  return outputs.map(values);
}

// Every expectation below is what PyTorch 1.13 answered.
describe('the reference kernels', () => {
  it('keep the later of equals in running extremes, and NaN', () => {
    const x = view('float32', [1, 3, 3, nan, 2, nan, inf]);
    expect(run('scan', [x], { kind: 'max', axis: 0 }, [empty('float32', [7]), empty('int64', [7])])).toEqual([
      [1, 3, 3, nan, nan, nan, nan],
      [0n, 1n, 2n, 3n, 3n, 5n, 5n],
    ]);
    expect(run('scan', [x], { kind: 'min', axis: 0 }, [empty('float32', [7]), empty('int64', [7])])).toEqual([
      [1, 1, 1, nan, nan, nan, nan],
      [0n, 0n, 0n, 3n, 3n, 5n, 5n],
    ]);
  });

  it('wrap in running sums of small integers', () => {
    expect(run('scan', [view('uint8', [200, 100])], { kind: 'sum', axis: 0 }, [empty('uint8', [2])])).toEqual([
      [200, 44],
    ]);
  });

  it('sort stably, NaN greatest, the zeros equal', () => {
    const x = view('float32', [2, nan, 1, 2, -inf, nan, inf, -0, 0]);
    const sorted = (descending: boolean): Value[][] =>
      run('sort', [x], { axis: 0, descending }, [empty('float32', [9]), empty('int64', [9])]);
    expect(sorted(false)).toEqual([
      [-inf, -0, 0, 1, 2, 2, inf, nan, nan],
      [4n, 7n, 8n, 2n, 0n, 3n, 6n, 1n, 5n],
    ]);
    expect(sorted(true)).toEqual([
      [nan, nan, inf, 2, 2, 1, -0, 0, -inf],
      [1n, 5n, 6n, 0n, 3n, 2n, 7n, 8n, 4n],
    ]);
  });

  it('find the first extreme, and NaN before any', () => {
    const arg = (kind: 'argmax' | 'argmin', list: number[]): Value[][] =>
      run('argReduce', [view('float32', list)], { kind, axis: 0 }, [empty('int64', [1])]);
    expect(arg('argmax', [1, nan, inf, nan])).toEqual([[1n]]);
    expect(arg('argmin', [1, nan, -inf, nan])).toEqual([[1n]]);
    expect(arg('argmax', [1, 5, 5])).toEqual([[1n]]);
  });

  it('fold nothing to the neutral value', () => {
    const none = view('float32', [], [0, 2]);
    expect(run('reduce', [none], { kind: 'prod', axes: [0] }, [empty('float32', [1, 2])])).toEqual([[1, 1]]);
    expect(run('reduce', [none], { kind: 'sum', axes: [0] }, [empty('float32', [1, 2])])).toEqual([[0, 0]]);
  });

  it('multiply matrices', () => {
    const [a, b] = [view('float32', [1, 2, 3, 4, 5, 6], [2, 3]), view('float32', [1, 0, 0, 1, 1, 1], [3, 2])];
    expect(run('matmul', [a, b], {}, [empty('float32', [2, 2])])).toEqual([[4, 5, 10, 11]]);
    expect(run('matmul', [a, b, view('float32', [1, 1, 2, 2], [2, 2])], {}, [empty('float32', [2, 2])])).toEqual([
      [5, 6, 12, 13],
    ]);
  });

  it('gather and scatter along an axis, and refuse what is out of range', () => {
    const x = view('float32', [1, 2, 3, 4, 5, 6], [2, 3]);
    const index = view('int64', [2n, 0n, 0n, 1n], [2, 2]);
    expect(run('gather', [x, index], { axis: 1 }, [empty('float32', [2, 2])])).toEqual([[3, 1, 4, 5]]);
    const source = view('float32', [10, 20, 30, 40], [2, 2]);
    expect(run('scatter', [view('int64', [0n, 0n, 2n, 1n], [2, 2]), source], { axis: 1, mode: 'set' }, [x])).toEqual([
      [20, 2, 3, 4, 40, 30],
    ]);
    expect(run('scatter', [view('int64', [0n, 0n, 2n, 1n], [2, 2]), source], { axis: 1, mode: 'add' }, [x])).toEqual([
      [50, 2, 3, 4, 80, 60],
    ]);
    for (const bad of [-1n, 3n]) {
      const out = empty('float32', [1, 1]);
      expect(() => run('gather', [x, view('int64', [bad], [1, 1])], { axis: 1 }, [out])).toThrow(NnError);
    }
  });
});

describe('conversions', () => {
  it('are those of PyTorch', () => {
    const ints = [300n, -1n].map((x) => convert(x, 'uint8'));
    expect(ints).toEqual([44, 255]);
    expect([2n ** 31n, -(2n ** 31n) - 1n, 2n ** 40n + 5n].map((x) => convert(x, 'int32'))).toEqual([
      -(2 ** 31),
      2 ** 31 - 1,
      5,
    ]);
    expect([-1.5, 255.7].map((x) => convert(x, 'int32'))).toEqual([-1, 255]);
    expect(toFloat32(2n ** 60n + 2n ** 36n + 1n)).toBe(2 ** 60 + 2 ** 37);
    expect(convert(1 + 2 ** -11 + 2 ** -30, 'float16')).toBe(1);
    expect([70000, 65519.9, 65520, 2 ** -25, 2 ** -25 * 1.0001, -0].map((x) => convert(x, 'float16'))).toEqual([
      inf,
      65504,
      inf,
      0,
      2 ** -24,
      -0,
    ]);
    expect([nan, 0, -0, 1e-45].map((x) => convert(x, 'bool'))).toEqual([true, false, false, true]);
  });

  it('read every float16 and bfloat16 back to its own bits', () => {
    for (const dtype of ['float16', 'bfloat16'] as const) {
      const all = Array.from({ length: 2 ** 16 }, (_, bits) => bits);
      const changed = all.filter(
        (bits) => !Number.isNaN(decode(dtype, bits)) && encode(dtype, decode(dtype, bits)) !== bits,
      );
      expect(changed).toEqual([]);
    }
  });

  it('round halves to even', () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.4999, nan, -inf, 1e300].map(roundHalfEven)).toEqual([
      0,
      2,
      2,
      -0,
      -2,
      2,
      nan,
      -inf,
      1e300,
    ]);
  });
});
