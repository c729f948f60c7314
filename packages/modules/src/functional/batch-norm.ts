import { formatShape, NnError, type Shape } from '@nn/core';
import type { Operand, Tensor } from '@nn/tensor';
import { checkFloating, checkSameFloat, widerOf } from './float-check.js';
import { channelMoments, normalizedByChannel } from './normalized-by-channel.js';
import { moved } from './running-moments.js';
import { alongAxis, checkLength } from './standardize.js';

export interface BatchNormOptions {
  /** Factor of every channel, shape `[C]`. */
  readonly weight?: Tensor | null;
  /** Addend of every channel, shape `[C]`. */
  readonly bias?: Tensor | null;
  /** Normalize with the moments of the batch, and gather them into the running ones. @default false */
  readonly training?: boolean;
  /** Share of the new moments in the running ones; a tensor of one element will do. @default 0.1 */
  readonly momentum?: Operand;
  /** Added to the variance. @default 1e-5 */
  readonly eps?: number;
}

/**
 * y = (x − mean) / √(variance + eps) · weight + bias, channel by channel (axis 1) (Ioffe & Szegedy 2015). While training, mean and (biased)
 * variance are those of the batch, and `runningMean` and `runningVar` move towards them in place, the latter towards the unbiased variance.
 *
 * @param x shape `[N, C]` or `[N, C, …]`
 * @param runningMean shape `[C]`, or null: with `training` only
 * @throws NnError 'SHAPE' for one value per channel while training, and for vectors that do not fit the channels; 'DTYPE'; 'OPTION' where
 * running statistics are missing; nothing has changed then
 * @example
 * import { batchNorm, tensor } from '@nn/nn';
 *
 * batchNorm(tensor([[1], [3]]), null, null, { training: true, eps: 0 }).toArraySync(); // [[-1], [1]]
 */
export function batchNorm(
  x: Tensor,
  runningMean: Tensor | null = null,
  runningVar: Tensor | null = null,
  options: BatchNormOptions = {},
): Tensor {
  const { weight = null, bias = null, training = false, momentum = 0.1, eps = 1e-5 } = options;
  const channels = x.size(1);
  if (training) checkBatchSize(x.shape, 'batchNorm');
  else if (runningMean === null || runningVar === null)
    throw missing(runningMean === null ? 'running_mean' : 'running_var');
  checkLength(runningMean, channels, 'running_mean', 'batchNorm');
  checkLength(runningVar, channels, 'running_var', 'batchNorm');
  checkLength(weight, channels, 'weight', 'batchNorm');
  checkLength(bias, channels, 'bias', 'batchNorm');
  checkFloating(x, 'batchNorm', 'batch_norm');
  checkSameFloat(x, [weight, bias, runningMean, runningVar], 'batchNorm');
  const wide = x.to(widerOf(x.dtype));
  const vectors = {
    weight: weight === null ? null : alongAxis(weight, x.ndim, 1).to(wide.dtype),
    bias: bias === null ? null : alongAxis(bias, x.ndim, 1).to(wide.dtype),
    eps,
  };
  if (!training) {
    const mean = alongAxis(runningMean!, x.ndim, 1).to(wide.dtype);
    const variance = alongAxis(runningVar!, x.ndim, 1).to(wide.dtype);
    return normalizedByChannel(wide, { mean, variance }, false, vectors).to(x.dtype);
  }
  const { mean, variance, unbiased } = channelMoments(wide);
  const y = normalizedByChannel(wide, { mean, variance }, true, vectors).to(x.dtype);
  if (x.numel() > 0) {
    const vector = (moment: Tensor): Tensor => moment.detach().reshape([channels]);
    runningMean?.detach().copy_(moved(runningMean, vector(mean), momentum));
    runningVar?.detach().copy_(moved(runningVar, vector(unbiased), momentum));
  }
  return y;
}

/** @internal Refuses a batch whose channels have one value each: its variance says nothing. */
export function checkBatchSize(shape: Shape, op: string): void {
  if (shape.reduce((product, size, axis) => (axis === 1 ? product : product * size), 1) !== 1) return;
  throw new NnError(
    'SHAPE',
    `Expected more than 1 value per channel when training, got input size ${formatShape(shape)}`,
    {
      op,
      details: { shape },
      advice: 'Use a larger batch, or eval() to normalize with the running statistics.',
    },
  );
}

function missing(name: string): NnError {
  return new NnError('OPTION', `${name} must be defined in evaluation mode`, { op: 'batchNorm' });
}
