import { contiguousStrides, type ReduceKind, type Shape } from '@nn/core';
import { allocate } from './op.js';
import type { Tensor } from './tensor.js';

/** @internal Folds `x` over `axes` (ascending) into a fresh tensor. */
export function reduceAxes(kind: ReduceKind, x: Tensor, axes: readonly number[], keepdim: boolean): Tensor {
  const backend = x.storage.backend;
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const output = allocate(x, backend, x.dtype, kept);
  backend.kernels.reduce([x], { kind, axes }, [output]);
  return keepdim ? output : without(output, axes);
}

/** @internal The same memory without axes that a reduction has made 1. */
export function without(x: Tensor, axes: readonly number[]): Tensor {
  const shape: Shape = x.shape.filter((_, axis) => !axes.includes(axis));
  return x.over(x.storage, shape, contiguousStrides(shape), x.offset);
}
