import { type Backend, contiguousStrides, type DType, numelOf, type Shape, Storage, type TypedArray } from '@nn/core';
import { cast } from './copy.js';
import type { Tensor } from './tensor.js';

/** @internal A row-major tensor of host values, which are copied; zeros for `null`. `like` lends its class. */
export function fromHost(
  like: Tensor,
  backend: Backend,
  dtype: DType,
  shape: Shape,
  values: TypedArray | null,
): Tensor {
  const storage = new Storage(backend, dtype, numelOf(shape));
  if (values !== null) backend.memory.upload(storage.memory, values, 0);
  return like.over(storage, shape, contiguousStrides(shape), 0);
}

/** @internal The same beside `like`, written down as `valuesDType` and converted to `dtype` by the backend. */
export function hostTensor(
  like: Tensor,
  dtype: DType,
  shape: Shape,
  values: TypedArray,
  valuesDType: DType = dtype,
): Tensor {
  return cast(fromHost(like, like.storage.backend, valuesDType, shape, values), dtype);
}
