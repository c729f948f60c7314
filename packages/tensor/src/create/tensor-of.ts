import {
  contiguousStrides,
  type DType,
  dtypeOfArray,
  numelOf,
  formatShape,
  NnError,
  type Shape,
  checkShape,
  Storage,
  type TypedArray,
} from '@nn/core';
import { cast } from '../copy.js';
import { flattenNested, literalDType, type NestedArray, toHostArray } from '../nested.js';
import { Tensor } from '../tensor.js';
import { finish, resolveOptions, type TensorOptions } from './options.js';

export interface FromArrayOptions extends TensorOptions {
  /** The shape of a typed array's values. @default one axis */
  readonly shape?: Shape;
}

/**
 * A tensor of the given values, which are copied. The dtype never depends on a value: numbers give float32, bigints int64, booleans bool,
 * typed arrays their own.
 *
 * @param data a number, arrays of arrays of numbers, or a typed array (then `shape` says how its values are laid out)
 * @throws NnError 'SHAPE' where rows differ in length or the shape does not fit, 'DTYPE' for values that are no numbers
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2], [3, 4]]).shape; // [2, 2]
 * tensor(new Float64Array(6), { shape: [2, 3] }).dtype; // 'float64'
 */
export function tensor(data: NestedArray | TypedArray, options: FromArrayOptions = {}): Tensor {
  return finish(ArrayBuffer.isView(data) ? fromTyped(data, options) : fromNested(data, options), options);
}

function fromNested(data: NestedArray, options: FromArrayOptions): Tensor {
  const { shape, values } = flattenNested(data, 'tensor');
  const { backend, dtype } = resolveOptions(options, literalDType(values), 'tensor');
  const sizes = options.shape === undefined ? shape : checkedShape(options.shape, values.length);
  const host = hostDType(dtype);
  return cast(place(backend, host, sizes, toHostArray(values, host)), dtype);
}

function fromTyped(data: TypedArray, options: FromArrayOptions): Tensor {
  const bits = data instanceof Uint16Array && (options.dtype === 'float16' || options.dtype === 'bfloat16');
  const own = bits ? options.dtype : dtypeOfArray(data);
  const { backend, dtype } = resolveOptions(options, own, 'tensor');
  return cast(place(backend, own, checkedShape(options.shape ?? [data.length], data.length), data), dtype);
}

/** What the host can write down: 16-bit floats arrive as float32 and are rounded by the backend. */
function hostDType(dtype: DType): DType {
  return dtype === 'float16' || dtype === 'bfloat16' ? 'float32' : dtype;
}

function checkedShape(shape: Shape, length: number): Shape {
  const sizes = [...checkShape(shape, 'tensor')];
  if (numelOf(sizes) !== length) {
    throw new NnError('SHAPE', `shape '${formatShape(sizes)}' is invalid for input of size ${length}`, {
      op: 'tensor',
      details: { shape, length },
    });
  }
  return sizes;
}

function place(backend: Storage['backend'], dtype: DType, shape: Shape, values: TypedArray): Tensor {
  const storage = new Storage(backend, dtype, values.length);
  backend.memory.upload(storage.memory, values, 0);
  return Tensor.wrap(storage, shape, contiguousStrides(shape));
}
