import { checkShape, contiguousStrides, numelOf, type Shape, Storage, unwritten } from '@nn/core';
import { Tensor } from '../tensor.js';
import { finish, resolveOptions, type TensorOptions } from './options.js';

/**
 * A tensor whose values nobody has set. (They are zero today; do not count on it.)
 *
 * @throws NnError 'SHAPE' for negative or fractional sizes
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.xavierUniform_(empty([3, 5]));
 */
export function empty(shape: Shape, options: TensorOptions = {}): Tensor {
  const x = unset(shape, options);
  x.storage.provenance = unwritten;
  return x;
}

/** @internal The same for whoever writes to it at once: not marked as unset. */
export function unset(shape: Shape, options: TensorOptions): Tensor {
  const { backend, dtype } = resolveOptions(options, 'float32', 'empty');
  const sizes = [...checkShape(shape, 'empty')];
  return finish(Tensor.wrap(new Storage(backend, dtype, numelOf(sizes)), sizes, contiguousStrides(sizes)), options);
}
