import { formatShape, NnError } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { checkFloating, checkSameFloat, widerOf } from './float-check.js';
import { moved, trackedMoments } from './running-moments.js';
import { normalizedTogether } from './normalized-together.js';
import { affine, alongAxis, checkLength, standardize } from './standardize.js';

export interface InstanceNormOptions {
  /** Factor of every channel, shape `[C]`. */
  readonly weight?: Tensor | null;
  /** Addend of every channel, shape `[C]`. */
  readonly bias?: Tensor | null;
  /** Normalize with the moments of every instance; else with the running ones. @default true */
  readonly useInputStats?: boolean;
  /** Share of the new moments in the running ones. @default 0.1 */
  readonly momentum?: number;
  /** Added to the variance. @default 1e-5 */
  readonly eps?: number;
}

/**
 * y = (x − mean) / √(variance + eps) · weight + bias, with the moments of every channel of every instance (Ulyanov et al. 2016). Running
 * statistics, where there are any, move towards the mean of those over the batch, in place.
 *
 * @param x shape `[N, C, …]`
 * @throws NnError 'SHAPE' for one value per channel, and for vectors that do not fit the channels; 'DTYPE'; 'OPTION' where running statistics
 * are missing
 * @example
 * import { instanceNorm, tensor } from '@nn/nn';
 *
 * instanceNorm(tensor([[[1, 3], [0, 4]]]), null, null, { eps: 0 }).toArraySync(); // [[[-1, 1], [-1, 1]]]
 */
export function instanceNorm(
  x: Tensor,
  runningMean: Tensor | null = null,
  runningVar: Tensor | null = null,
  options: InstanceNormOptions = {},
): Tensor {
  const { weight = null, bias = null, useInputStats = true, momentum = 0.1, eps = 1e-5 } = options;
  const channels = x.size(1);
  const instances = x.size(0);
  if (useInputStats) checkSpatialSize(x);
  else if (runningMean === null || runningVar === null) {
    const sentence = 'Expected running_mean and running_var to be defined when use_input_stats is false';
    throw new NnError('OPTION', sentence, { op: 'instanceNorm' });
  }
  checkLength(runningMean, channels, 'running_mean', 'instanceNorm', instances);
  checkLength(runningVar, channels, 'running_var', 'instanceNorm', instances);
  checkLength(weight, channels, 'weight', 'instanceNorm', instances);
  checkLength(bias, channels, 'bias', 'instanceNorm', instances);
  checkFloating(x, 'instanceNorm', 'batch_norm');
  checkSameFloat(x, [weight, bias, runningMean, runningVar], 'instanceNorm');
  const wide = x.to(widerOf(x.dtype));
  if (!useInputStats) {
    const mean = alongAxis(runningMean!, x.ndim, 1);
    const variance = alongAxis(runningVar!, x.ndim, 1);
    return affine(standardize(wide, { mean, variance }, eps), weight, bias, 1).to(x.dtype);
  }
  const axes = x.shape.map((_, axis) => axis).slice(2);
  const count = x.numel() / (instances * channels);
  const tracked = x.numel() > 0 && (runningMean !== null || runningVar !== null);
  if (!tracked) {
    const z = normalizedTogether(wide, axes, { weight: null, bias: null, eps });
    return affine(z, weight, bias, 1).to(x.dtype);
  }
  const { mean, variance, unbiased } = trackedMoments(wide, axes, count);
  const y = affine(standardize(wide, { mean, variance }, eps), weight, bias, 1).to(x.dtype);
  // Every instance moves them by itself; what stays is the mean of that.
  const update = (running: Tensor, moment: Tensor): void => {
    running.detach().copy_(moved(running, moment.detach().reshape([instances, channels]), momentum).mean(0));
  };
  if (runningMean !== null) update(runningMean, mean);
  if (runningVar !== null) update(runningVar, unbiased);
  return y;
}

function checkSpatialSize(x: Tensor): void {
  if (x.shape.slice(2).reduce((product, size) => product * size, 1) !== 1) return;
  throw new NnError(
    'SHAPE',
    `Expected more than 1 spatial element when training, got input size ${formatShape(x.shape)}`,
    {
      op: 'instanceNorm',
      details: { shape: x.shape },
    },
  );
}
