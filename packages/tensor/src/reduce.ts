import { contiguousStrides, type ReduceKind, type Shape, type View } from '@nn/core';
import { allocateBlank } from './op.js';
import type { Tensor } from './tensor.js';

/** @internal Folds `x` over `axes` (ascending) into a fresh tensor. */
export function reduceAxes(kind: ReduceKind, x: Tensor, axes: readonly number[], keepdim: boolean): Tensor {
  const { shape, storage, dtype } = x;
  const { backend } = storage;
  const kept = shape.slice();
  for (let i = 0; i < axes.length; i++) kept[axes[i]!] = 1;
  const output = allocateBlank(x, backend, dtype, keepdim ? kept : remaining(shape, axes));
  const view: View = keepdim
    ? output
    : { storage: output.storage, dtype, shape: kept, strides: contiguousStrides(kept), offset: 0 };
  backend.kernels.reduce([x], { kind, axes }, [view]);
  return output;
}

/** The shape without some axes, which ascend. */
function remaining(shape: Shape, axes: readonly number[]): Shape {
  const left = new Array<number>(shape.length - axes.length);
  for (let axis = 0, gone = 0; axis < shape.length; axis++) {
    if (axes[gone] === axis) gone++;
    else left[axis - gone] = shape[axis]!;
  }
  return left;
}

/** @internal The same memory without axes that a reduction has made 1. */
export function without(x: Tensor, axes: readonly number[]): Tensor {
  const shape = remaining(x.shape, axes);
  return x.over(x.storage, shape, contiguousStrides(shape), x.offset);
}
