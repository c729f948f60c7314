import type { DType, Scalar, Shape } from '@nn/core';
import { fromHost } from '../../from-host.js';
import { allocate } from '../../op.js';
import type { Tensor } from '../../tensor.js';

/** @internal A fresh tensor of one value on `like`'s device, in its dtype unless told otherwise. */
export function filled(like: Tensor, shape: Shape, value: Scalar, dtype: DType = like.dtype): Tensor {
  const { backend } = like.storage;
  const output = allocate(like, backend, dtype, shape);
  if (value !== 0) backend.kernels.fill([], { value }, [output]);
  return output;
}

/** @internal Numbers as a fresh vector on `like`'s device. */
export function fromNumbers(like: Tensor, values: readonly number[], dtype: 'float32' | 'float64'): Tensor {
  const host = dtype === 'float64' ? Float64Array.from(values) : Float32Array.from(values);
  return fromHost(like, like.storage.backend, dtype, [values.length], host);
}
