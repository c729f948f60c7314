import { contiguousStrides, type ReduceKind, type Shape, type View } from '@nn/core';
import { allocateBlank } from './op.js';
import type { Tensor } from './tensor.js';

/** @internal Folds `x` over `axes` (ascending) into a fresh tensor. */
export function reduceAxes(kind: ReduceKind, x: Tensor, axes: readonly number[], keepdim: boolean): Tensor {
  const { shape, storage, dtype } = x;
  const { backend } = storage;
  const kept: number[] = [];
  const left: number[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    const isReduced = axes.includes(axis);
    kept.push(isReduced ? 1 : shape[axis]!);
    if (!isReduced) left.push(shape[axis]!);
  }
  const output = allocateBlank(x, backend, dtype, keepdim ? kept : left);
  const view: View = keepdim
    ? output
    : { storage: output.storage, dtype, shape: kept, strides: contiguousStrides(kept), offset: 0 };
  backend.kernels.reduce([x], { kind, axes }, [view]);
  return output;
}

/** @internal The same memory without axes that a reduction has made 1. */
export function without(x: Tensor, axes: readonly number[]): Tensor {
  const shape: Shape = x.shape.filter((_, axis) => !axes.includes(axis));
  return x.over(x.storage, shape, contiguousStrides(shape), x.offset);
}
