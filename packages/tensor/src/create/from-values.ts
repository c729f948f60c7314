import {
  type Backend,
  contiguousStrides,
  type DType,
  isFloating,
  numelOf,
  type Shape,
  Storage,
  type TypedArray,
} from '@nn/core';
import { cast } from '../copy.js';
import { Tensor } from '../tensor.js';

/** @internal A fresh row-major tensor of host values, converted to `dtype` by the backend where they are of another. */
export function fromValues(
  backend: Backend,
  dtype: DType,
  shape: Shape,
  values: TypedArray,
  valuesDType: DType,
): Tensor {
  const storage = new Storage(backend, valuesDType, numelOf(shape));
  backend.memory.upload(storage.memory, values, 0);
  return cast(Tensor.wrap(storage, shape, contiguousStrides(shape)), dtype);
}

/** @internal The dtype in which the host writes floats for `dtype`: 16-bit ones are written as float32. */
export function hostFloat(dtype: DType): 'float32' | 'float64' {
  return dtype === 'float64' ? 'float64' : 'float32';
}

/** @internal A zeroed array of `hostFloat(dtype)`, or of the dtype itself where it is no float. */
export function hostFloats(dtype: DType, length: number): Float32Array | Float64Array {
  return isFloating(dtype) && dtype !== 'float64' ? new Float32Array(length) : new Float64Array(length);
}
