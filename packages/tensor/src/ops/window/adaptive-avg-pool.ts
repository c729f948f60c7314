import type { Tensor } from '../../tensor.js';
import { type AdaptiveSize, adaptiveSizes } from './adaptive.js';
import { averaged } from './avg-pool.js';
import { checkFloat, type PoolName } from './pool-windows.js';
import type { Rank } from './size.js';
import { meansOverSpans, spansOf } from './spans.js';

/**
 * The last axis divided into `outputSize` parts, and the mean of each: parts differ by one element at most, and overlap where they must.
 *
 * Shapes: `[N, C, L]` or `[C, L]`.
 *
 * @throws NnError 'SHAPE' for other ranks, 'OPTION', 'DTYPE'
 * @example
 * import { adaptiveAvgPool1d, tensor } from '@nn/nn';
 *
 * adaptiveAvgPool1d(tensor([[1, 2, 3, 4, 5]]), 2).toArraySync(); // [[2, 4]]
 */
export function adaptiveAvgPool1d(x: Tensor, outputSize: AdaptiveSize): Tensor {
  return adaptiveAvgPool(1, x, outputSize);
}

/**
 * `adaptiveAvgPool1d` over two axes: a size, or `[height, width]`, where `null` keeps what the input has.
 *
 * @throws NnError as `adaptiveAvgPool1d`
 * @example
 * import { adaptiveAvgPool2d, ones } from '@nn/nn';
 *
 * adaptiveAvgPool2d(ones([1, 2, 7, 9]), [null, 4]).shape; // [1, 2, 7, 4]
 */
export function adaptiveAvgPool2d(x: Tensor, outputSize: AdaptiveSize): Tensor {
  return adaptiveAvgPool(2, x, outputSize);
}

/**
 * `adaptiveAvgPool1d` over three axes.
 *
 * @throws NnError as `adaptiveAvgPool1d`
 * @example
 * import { adaptiveAvgPool3d, ones } from '@nn/nn';
 *
 * adaptiveAvgPool3d(ones([1, 2, 4, 5, 6]), 3).shape; // [1, 2, 3, 3, 3]
 */
export function adaptiveAvgPool3d(x: Tensor, outputSize: AdaptiveSize): Tensor {
  return adaptiveAvgPool(3, x, outputSize);
}

const gradNames = ['SqueezeBackward1', 'AdaptiveAvgPool2DBackward0', 'AdaptiveAvgPool3DBackward0'];

function adaptiveAvgPool(rank: Rank, x: Tensor, outputSize: AdaptiveSize): Tensor {
  const pool: PoolName = { op: `adaptiveAvgPool${rank}d`, name: `adaptive_avg_pool${rank}d`, rank };
  const output = adaptiveSizes(pool, x, outputSize);
  checkFloat(pool, x);
  const input = x.shape.slice(-rank);
  const gradName = rank > 1 && output.every((size) => size === 1) ? 'MeanBackward1' : gradNames[rank - 1]!;
  // Parts of one size are an ordinary pool.
  if (input.every((size, axis) => Number.isInteger(size / output[axis]!))) {
    const kernel = input.map((size, axis) => size / output[axis]!);
    const still = input.map(() => 0);
    const windows = { input, output, kernel, stride: kernel, dilation: input.map(() => 1), before: still };
    return averaged(
      x,
      windows,
      kernel.reduce((product, size) => product * size, 1),
      pool.op,
      gradName,
    );
  }
  return meansOverSpans(
    x,
    input.map((size, axis) => spansOf(size, output[axis]!)),
    pool.op,
    gradName,
  );
}
