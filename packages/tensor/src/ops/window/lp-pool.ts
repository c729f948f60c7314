import type { Tensor } from '../../tensor.js';
import { avgPool1d, avgPool2d, avgPool3d } from './avg-pool.js';
import type { PoolOptions } from './pool-windows.js';
import { type Size, spread } from './size.js';

export type LpPoolOptions = Omit<PoolOptions, 'padding'>;

/**
 * The p-norm of every window over the last axis: (Σ xᵖ)^(1/p). p = 1 gives sums. As in PyTorch no magnitude is taken: an odd p is for
 * elements that are not negative.
 *
 * @throws NnError as `avgPool1d`
 * @example
 * import { lpPool1d, tensor } from '@nn/nn';
 *
 * lpPool1d(tensor([[3, 4, 6, 8]]), 2, 2).toArraySync(); // [[5, 10]]
 */
export function lpPool1d(x: Tensor, normType: number, kernelSize: Size, options: LpPoolOptions = {}): Tensor {
  return rooted(avgPool1d(x.pow(normType), kernelSize, withoutPadding(options)), normType, kernelSize, 1);
}

/**
 * The p-norm of every window over the last two axes.
 *
 * @throws NnError as `avgPool1d`
 * @example
 * import { lpPool2d, ones } from '@nn/nn';
 *
 * lpPool2d(ones([1, 1, 4, 4]), 2, 2).toArraySync(); // [[[[2, 2], [2, 2]]]]
 */
export function lpPool2d(x: Tensor, normType: number, kernelSize: Size, options: LpPoolOptions = {}): Tensor {
  return rooted(avgPool2d(x.pow(normType), kernelSize, withoutPadding(options)), normType, kernelSize, 2);
}

/**
 * The p-norm of every window over the last three axes.
 *
 * @throws NnError as `avgPool1d`
 * @example
 * import { lpPool3d, ones } from '@nn/nn';
 *
 * lpPool3d(ones([1, 2, 4, 4, 4]), 1, 2).shape; // [1, 2, 2, 2, 2]
 */
export function lpPool3d(x: Tensor, normType: number, kernelSize: Size, options: LpPoolOptions = {}): Tensor {
  return rooted(avgPool3d(x.pow(normType), kernelSize, withoutPadding(options)), normType, kernelSize, 3);
}

/** Options may be a layer, with more fields than a pool has options. */
function withoutPadding({ stride, ceilMode }: LpPoolOptions): LpPoolOptions {
  return { stride: stride ?? null, ceilMode: ceilMode ?? false };
}

function rooted(mean: Tensor, normType: number, kernelSize: Size, rank: number): Tensor {
  const places = spread(kernelSize, rank)!.reduce((product, size) => product * size, 1);
  return mean
    .sign()
    .mul(mean.abs().relu())
    .mul(places)
    .pow(1 / normType);
}
