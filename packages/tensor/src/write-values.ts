import { contiguousStrides, isContiguous, Storage, type TypedArray, type View } from '@nn/core';

/** Puts host values, in row-major order of the view, where the view looks. */
export function write(target: View & { readonly storage: Storage }, values: TypedArray): void {
  // A view without elements may lie behind its block.
  if (values.length === 0) return;
  const { backend } = target.storage;
  const dtype = values instanceof Float64Array ? 'float64' : values instanceof Float32Array ? 'float32' : target.dtype;
  if (dtype === target.dtype && isContiguous(target.shape, target.strides)) {
    backend.memory.upload(target.storage.memory, values, target.offset);
    return;
  }
  const storage = new Storage(backend, dtype, values.length);
  backend.memory.upload(storage.memory, values, 0);
  backend.kernels.copy(
    [{ storage, dtype, shape: target.shape, strides: contiguousStrides(target.shape), offset: 0 }],
    {},
    [target],
  );
}
