import { contiguousStrides, type ReduceKind, type Shape, type View } from '@nn/core';
import { allocateBlank } from './op.js';
import type { Tensor } from './tensor.js';

/** @internal Folds `x` over `axes` (ascending) into a fresh tensor. */
export function reduceAxes(kind: ReduceKind, x: Tensor, axes: readonly number[], keepdim: boolean): Tensor {
  const { shape, storage } = x;
  const output = blankFolded(x, shape, axes, keepdim);
  storage.backend.kernels.reduce([x], { kind, axes }, [keepdim ? output : withAxes(output, shape, axes)]);
  return output;
}

/** @internal For what a fold of `shape` over `axes` gives: of the dtype and on the device of `like`, with elements that may be anything. */
export function blankFolded(like: Tensor, shape: Shape, axes: readonly number[], keepdim: boolean): Tensor {
  return allocateBlank(like, like.storage.backend, like.dtype, keepdim ? kept(shape, axes) : remaining(shape, axes));
}

/** @internal A fresh tensor as kernels write to it: with the folded axes of `shape`, of size 1. */
export function withAxes({ storage, dtype }: Tensor, shape: Shape, axes: readonly number[]): View {
  const sizes = kept(shape, axes);
  return { storage, dtype, shape: sizes, strides: contiguousStrides(sizes), offset: 0 };
}

function kept(shape: Shape, axes: readonly number[]): Shape {
  const sizes = shape.slice();
  for (let i = 0; i < axes.length; i++) sizes[axes[i]!] = 1;
  return sizes;
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
