import {
  contiguousStrides,
  type Fill,
  type FillRequest,
  inDefaultInitialization,
  isContiguous,
  type RandomSource,
  Storage,
  type TypedArray,
  type View,
} from '@nn/core';
import { checkNoOverlap, wrote } from './in-place.js';
import type { Tensor } from './tensor.js';

/** Carries out an initialization on a tensor: outside the tape, one write, nothing changed where it is refused. */
export function fillTensor(target: Tensor, request: FillRequest): void {
  request.law.check(request.parameters);
  const fill = request.law.resolve(request.parameters, target.shape, target.dtype);
  checkNoOverlap(target, request.law.name);
  executeFill(target, fill, request.source);
  wrote(target);
  const storage = target.storage;
  storage.provenance = {
    law: request.law.name,
    parameters: request.parameters,
    byDefault: inDefaultInitialization(),
    version: storage.version,
  };
}

/** Writes what `fill` says. Draws go by memory order, whole-tensor laws by row-major order. */
export function executeFill(target: Tensor, fill: Fill, source: RandomSource): void {
  const { kernels, name } = target.storage.backend;
  // Nothing is drawn for values that nobody has.
  if (name === 'meta') return;
  if (fill.kind === 'constant') {
    kernels.fill([], { value: fill.value }, [target]);
    return;
  }
  const contiguous = target.isContiguous();
  if (fill.kind === 'values') {
    write(target, fill.compute(source));
    return;
  }
  if (contiguous && target.dtype === 'float32' && kernels.random !== undefined) {
    kernels.random([], { law: fill.law, parameters: fill.parameters, source }, [target]);
    return;
  }
  const out = target.dtype === 'float64' ? new Float64Array(target.numel()) : new Float32Array(target.numel());
  fill.reference(out, source, contiguous);
  write(contiguous ? target : inMemoryOrder(target), out);
}

/** The same elements with axes ordered by falling stride: walking it row by row walks memory. */
export function inMemoryOrder(x: Tensor): View & { readonly storage: Storage } {
  const axes = x.shape.map((_, axis) => axis).sort((a, b) => x.strides[b]! - x.strides[a]! || a - b);
  return {
    storage: x.storage,
    dtype: x.dtype,
    shape: axes.map((axis) => x.shape[axis]!),
    strides: axes.map((axis) => x.strides[axis]!),
    offset: x.offset,
  };
}

/** Puts host values, in row-major order of the view, where the view looks. */
export function write(target: View & { readonly storage: Storage }, values: TypedArray): void {
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
