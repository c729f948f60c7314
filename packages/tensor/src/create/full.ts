import type { Scalar, Shape } from '@nn/core';
import { literalDType } from '../nested.js';
import { checkScalar } from '../scalar.js';
import type { Tensor } from '../tensor.js';
import { empty, unset } from './empty.js';
import { finish, resolveOptions, type TensorOptions } from './options.js';

/**
 * A tensor filled with one value. Its dtype is that of the literal: numbers float32, bigints int64, booleans bool.
 *
 * @example
 * import { full } from '@nn/nn';
 *
 * full([2, 2], 7).toArraySync(); // [[7, 7], [7, 7]]
 */
export function full(shape: Shape, value: Scalar, options: TensorOptions = {}): Tensor {
  return finish(filled(shape, value, { ...options, dtype: options.dtype ?? literalDType([value]) }), options);
}

/**
 * A tensor of zeros, float32 unless told otherwise.
 *
 * @example
 * import { zeros } from '@nn/nn';
 *
 * zeros([2, 2]).toArraySync(); // [[0, 0], [0, 0]]
 */
export function zeros(shape: Shape, options: TensorOptions = {}): Tensor {
  return unset(shape, options);
}

/**
 * A tensor of ones, float32 unless told otherwise.
 *
 * @example
 * import { ones } from '@nn/nn';
 *
 * ones([2], { dtype: 'int64' }).toArraySync(); // [1, 1]
 */
export function ones(shape: Shape, options: TensorOptions = {}): Tensor {
  return finish(filled(shape, 1, options), options);
}

/**
 * Zeros in the shape, dtype and device of another.
 *
 * @example
 * import { tensor, zerosLike } from '@nn/nn';
 *
 * zerosLike(tensor([1n, 2n])).dtype; // 'int64'
 */
export function zerosLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return zeros(x.shape, { dtype: x.dtype, device: x.device, ...options });
}

/**
 * Ones in the shape, dtype and device of another.
 *
 * @example
 * import { onesLike, tensor } from '@nn/nn';
 *
 * onesLike(tensor([[5], [6]])).toArraySync(); // [[1], [1]]
 */
export function onesLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return ones(x.shape, { dtype: x.dtype, device: x.device, ...options });
}

/**
 * One value in the shape, dtype and device of another.
 *
 * @example
 * import { fullLike, tensor } from '@nn/nn';
 *
 * fullLike(tensor([1, 2]), 7).toArraySync(); // [7, 7]
 */
export function fullLike(x: Tensor, value: Scalar, options: TensorOptions = {}): Tensor {
  return full(x.shape, value, { dtype: x.dtype, device: x.device, ...options });
}

/**
 * An unset tensor in the shape, dtype and device of another.
 *
 * @example
 * import { emptyLike, tensor } from '@nn/nn';
 *
 * emptyLike(tensor([[1, 2]])).shape; // [1, 2]
 */
export function emptyLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return empty(x.shape, { dtype: x.dtype, device: x.device, ...options });
}

function filled(shape: Shape, value: Scalar, options: TensorOptions): Tensor {
  const { dtype } = resolveOptions(options, 'float32', 'full');
  checkScalar(value, dtype, 'full');
  const x = unset(shape, { ...options, requiresGrad: false });
  x.storage.backend.kernels.fill([], { value }, [x]);
  return x;
}
