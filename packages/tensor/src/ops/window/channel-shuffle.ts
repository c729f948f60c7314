import { formatShape, NnError } from '@nn/core';
import type { Tensor } from '../../tensor.js';

/**
 * Deals the channels of groups out in turn, so that the next grouped layer sees some of each (Zhang et al. 2018): `[N, C, …]`.
 *
 * @throws NnError 'SHAPE' for fewer than three axes, and channels that the groups do not divide; 'OPTION' for groups that are not positive
 * @example
 * import { arange, channelShuffle } from '@nn/nn';
 *
 * channelShuffle(arange(6).reshape([1, 6, 1]), 2).flatten().toArraySync(); // [0, 3, 1, 4, 2, 5]
 */
export function channelShuffle(x: Tensor, groups: number): Tensor {
  const op = 'channelShuffle';
  if (x.ndim < 3) {
    throw new NnError(
      'SHAPE',
      `channel_shuffle expects input with > 2 dims, but got input with sizes ${formatShape(x.shape)}`,
      {
        op,
        details: { shape: x.shape },
      },
    );
  }
  if (!Number.isSafeInteger(groups) || groups <= 0) {
    throw new NnError(
      'OPTION',
      `Number of groups to divide channels in must be positive. Value of groups:${String(groups)}`,
      { op, details: { groups } },
    );
  }
  const [batch, channels, ...rest] = x.shape as readonly [number, number, ...number[]];
  if (channels % groups !== 0) {
    throw new NnError(
      'SHAPE',
      `Number of channels must be divisible by groups. Got ${channels} channels and ${groups} groups.`,
      { op, details: { shape: x.shape, groups } },
    );
  }
  return x
    .reshape([batch, groups, channels / groups, ...rest])
    .transpose(1, 2)
    .reshape([...x.shape]);
}
