/**
 * What the tests of this package share. Importing it puts the CPU backend and the tape up, once for each test file. Sources never import it.
 */
import '@nn/autograd/register';
import { cpu } from '@nn/backend-cpu';
import { type DType, dtypes, NnError, numelOf, registerBackend, type Scalar } from '@nn/core';
import { elementPositions, type StridedView } from '@nn/testing';
import { stridedView, type ViewConstraints } from '@nn/testing/arbitraries';
import * as fc from 'fast-check';
import { tensor } from './create/tensor-of.js';
import { toHostArray } from './nested.js';
import { Tensor } from './tensor.js';

registerBackend(cpu());

/** A view of any kind on a larger block, and its values in a row-major tensor of their own. */
export interface ViewAndCopy {
  readonly view: Tensor;
  readonly copy: Tensor;
}

export interface RandomViewOptions extends ViewConstraints {
  /** @default 'float32' */
  readonly dtype?: DType;
  /** @default `elementOf(dtype)` */
  readonly element?: fc.Arbitrary<Scalar>;
}

/** Tensors that are transposed, sliced, offset, expanded, and combinations, each with a contiguous copy that was made without any operation. */
export function randomView(options: RandomViewOptions = {}): fc.Arbitrary<ViewAndCopy> {
  return stridedView(options).chain((geometry) => viewOf(geometry, options));
}

/** Several views of one shape, each strided in its own way. */
export function randomViews(count: number, options: RandomViewOptions = {}): fc.Arbitrary<ViewAndCopy[]> {
  return stridedView(options).chain((first) => {
    const others = Array.from({ length: count - 1 }, () =>
      fc
        .constantFrom<Layout>('row-major', 'reversed axes', 'every second', 'offset')
        .map((layout) => laidOut(first.shape, layout)),
    );
    return fc
      .tuple(fc.constant(first), ...others)
      .chain((geometries) => fc.tuple(...geometries.map((geometry) => viewOf(geometry, options))));
  });
}

/** Values that a dtype can hold: small and notable ones for floats, NaN, infinities and −0 included. */
export function elementOf(dtype: DType): fc.Arbitrary<Scalar> {
  if (dtype === 'bool') return fc.boolean();
  if (dtype === 'uint8') return fc.integer({ min: 0, max: 255 });
  if (dtype === 'int32') return fc.oneof(fc.integer({ min: -20, max: 20 }), fc.integer());
  if (dtype === 'int64')
    return fc.oneof(fc.bigInt({ min: -20n, max: 20n }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }));
  return fc.oneof(
    {
      weight: 1,
      arbitrary: fc.constantFrom(0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    },
    { weight: 4, arbitrary: fc.integer({ min: -4096, max: 4096 }).map((n) => n / 512) },
  );
}

/** Finite floats of moderate size. */
export function moderate(): fc.Arbitrary<number> {
  return fc.integer({ min: -2048, max: 2048 }).map((n) => n / 512);
}

/** The tensor that looks at `values`, a block of the given dtype, as `geometry` says; and what it sees, row by row. */
export function placeView(geometry: StridedView, values: readonly Scalar[], dtype: DType): ViewAndCopy {
  const { shape, strides, offset } = geometry;
  const block = tensorOf(values, [values.length], dtype);
  const seen = elementPositions(geometry).map((position) => values[position]!);
  return { view: Tensor.wrap(block.storage, shape, strides, offset), copy: tensorOf(seen, shape, dtype) };
}

/** A row-major tensor of plain values. */
export function tensorOf(values: readonly Scalar[], shape: readonly number[], dtype: DType): Tensor {
  const host = dtype === 'float16' || dtype === 'bfloat16' ? 'float32' : dtype;
  return tensor(toHostArray(values, host), { shape }).to(dtype);
}

/** The elements row by row: bigints for int64, booleans for bool, numbers for the rest. */
export function valuesOf(x: Tensor): Scalar[] {
  const plain = dtypes[x.dtype].bytes === 2 ? x.detach().to('float32') : x;
  const array = plain.toTypedArraySync();
  if (array instanceof BigInt64Array) return Array.from(array);
  return x.dtype === 'bool'
    ? Array.from(array as Uint8Array, (value) => value !== 0)
    : Array.from(array as Float32Array);
}

/** The error that `fn` throws; fails where it throws none of ours. */
export function refusal(fn: () => unknown): NnError {
  try {
    fn();
  } catch (error) {
    if (error instanceof NnError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

function viewOf(geometry: StridedView, options: RandomViewOptions): fc.Arbitrary<ViewAndCopy> {
  const dtype = options.dtype ?? 'float32';
  const length = numelOf(geometry.baseShape);
  return fc
    .array(options.element ?? elementOf(dtype), { minLength: length, maxLength: length })
    .map((values) => placeView(geometry, values, dtype));
}

type Layout = 'row-major' | 'reversed axes' | 'every second' | 'offset';

/** A view of a given shape, strided in a given way. */
function laidOut(shape: readonly number[], layout: Layout): StridedView {
  const step = layout === 'every second' ? 2 : 1;
  const order = shape.map((_, axis) => axis);
  if (layout !== 'reversed axes') order.reverse();
  const strides = new Array<number>(shape.length).fill(1);
  let stride = step;
  for (const axis of order) {
    strides[axis] = stride;
    stride *= Math.max(shape[axis]!, 1);
  }
  const offset = layout === 'offset' ? 3 : 0;
  return { baseShape: [numelOf(shape) * step + offset], shape, strides, offset };
}
