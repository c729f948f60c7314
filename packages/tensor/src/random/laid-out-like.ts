import type { Tensor } from '../tensor.js';

/**
 * @internal A fresh row-major tensor, seen with its axes in memory as those of `x` are: PyTorch makes results of random functions so, and
 * draws go by memory order.
 */
export function laidOutLike(x: Tensor, fresh: Tensor): Tensor {
  if (x.isContiguous()) return fresh;
  const axes = x.shape.map((_, axis) => axis).sort((a, b) => x.strides[b]! - x.strides[a]! || a - b);
  const strides = new Array<number>(axes.length);
  let stride = 1;
  for (const axis of axes.toReversed()) {
    strides[axis] = stride;
    stride *= Math.max(x.shape[axis]!, 1);
  }
  return fresh.over(fresh.storage, x.shape, strides, 0);
}
