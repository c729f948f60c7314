import { type DType, numelOf, type View } from '@nn/core';
import { copy } from './kernels/copy.js';
import { memory, memoryOf } from './memory.js';
import { contiguousView, isDense } from './strides.js';

/** @internal A zeroed row-major view of its own. */
export function newView(dtype: DType, shape: readonly number[]): View {
  return contiguousView(memory.allocate(dtype, numelOf(shape)), dtype, shape);
}

/** @internal The view's elements as `dtype` in a row-major view of its own. */
export function copied(view: View, dtype: DType): View {
  const result = newView(dtype, view.shape);
  copy([view], {}, [result]);
  return result;
}

/** @internal A row-major view of the same elements that shares no memory with `other`: the view itself if it is one. */
export function denseApart(view: View, other: View): View {
  return isDense(view) && memoryOf(view) !== memoryOf(other) ? view : copied(view, view.dtype);
}
