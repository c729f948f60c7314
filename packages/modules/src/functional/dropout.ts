import { dtypes, formatShape, isFloating, NnError } from '@nn/core';
import { defaultGenerator } from '@nn/random';
import { empty, emptyLike, type Tensor, zeros } from '@nn/tensor';
import { checkProbability } from '../check.js';
import { undrawnIfRefused } from '../undrawn-if-refused.js';

export interface DropoutOptions {
  /** Drop; else the input is given back as it is. */
  readonly training?: boolean;
  /** Write the result over the input. @default false */
  readonly inplace?: boolean;
}

/**
 * Zeroes every element with probability p, and scales the rest by 1/(1 − p). The mask comes from the default generator, with PyTorch's
 * bits, element by element. Nothing is drawn where p is 0 or 1.
 *
 * @param options `training` is true unless told otherwise
 * @throws NnError 'OPTION' where p is no probability, 'DTYPE' for integers and booleans
 * @example
 * import { dropout, manualSeed, ones } from '@nn/nn';
 *
 * manualSeed(0);
 * dropout(ones([4]), 0.5).toArraySync(); // [0, 0, 2, 0]
 */
export function dropout(x: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor {
  return drop(x, p, { training: true, ...options }, { noise: emptyLike, alpha: false });
}

/**
 * `dropout` of whole channels: `[N, C, L]`, or `[C, L]` without a batch.
 *
 * @throws NnError 'SHAPE' for other numbers of axes, 'OPTION' where p is no probability
 * @example
 * import { dropout1d, ones } from '@nn/nn';
 *
 * dropout1d(ones([2, 3, 4]), 0).shape; // [2, 3, 4]
 */
export function dropout1d(x: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor {
  checkProbability(p);
  if (x.ndim !== 2 && x.ndim !== 3) {
    throw new NnError('SHAPE', `dropout1d: Expected 2D or 3D input, but received a ${x.ndim}D input.`, {
      op: 'dropout1d',
      details: { shape: x.shape },
      advice: 'It drops channels of [N, C, L] or [C, L]: use dropout for elements.',
    });
  }
  return dropChannels(x, p, options, x.ndim === 3);
}

/**
 * `dropout` of whole channels: `[N, C, H, W]`. As in PyTorch, the first axis is a batch whatever follows.
 *
 * @throws NnError 'SHAPE' for fewer than two axes, 'OPTION' where p is no probability
 * @example
 * import { dropout2d, ones } from '@nn/nn';
 *
 * dropout2d(ones([2, 3, 4, 4]), 1).sum().itemSync(); // 0
 */
export function dropout2d(x: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor {
  return dropChannels(x, p, options, true);
}

/**
 * `dropout` of whole channels: `[N, C, D, H, W]`, or any other number of axes without a batch.
 *
 * @throws NnError 'OPTION' where p is no probability
 * @example
 * import { dropout3d, ones } from '@nn/nn';
 *
 * dropout3d(ones([3, 2, 2, 2]), 1).sum().itemSync(); // 0
 */
export function dropout3d(x: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor {
  return dropChannels(x, p, options, x.ndim === 5);
}

/**
 * Dropout that keeps mean 0 and variance 1, for networks of `SELU`: what is dropped becomes SELU's limit, and all is scaled and moved
 * (Klambauer et al. 2017).
 *
 * @param options `training` is false unless told otherwise, as in PyTorch
 * @throws NnError 'OPTION' where p is no probability
 * @example
 * import { alphaDropout, ones } from '@nn/nn';
 *
 * alphaDropout(ones([2]), 0.5).toArraySync(); // [1, 1]
 */
export function alphaDropout(x: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor {
  return drop(x, p, options, { noise: emptyLike, alpha: true });
}

/**
 * `alphaDropout` of whole channels.
 *
 * @throws NnError 'SHAPE' for fewer than two axes, 'OPTION' where p is no probability
 * @example
 * import { featureAlphaDropout, ones } from '@nn/nn';
 *
 * featureAlphaDropout(ones([2, 1]), 0.5).toArraySync(); // [[1], [1]]
 */
export function featureAlphaDropout(x: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor {
  return drop(x, p, options, { noise: channelNoise, alpha: true });
}

function dropChannels(x: Tensor, p: number, options: DropoutOptions, batched: boolean): Tensor {
  const kind = { noise: channelNoise, alpha: false };
  const wanted = { training: true, ...options };
  return batched ? drop(x, p, wanted, kind) : drop(x.unsqueeze(0), p, wanted, kind).squeeze(0);
}

interface Kind {
  /** Unset memory for the mask, row by row: draws go by that order, whatever the layout of x. */
  readonly noise: typeof channelNoise;
  readonly alpha: boolean;
}

/** −λα of SELU: what an alpha dropout drops to, before it is scaled and moved. */
const limit = 1.7580993408473766;

function drop(x: Tensor, p: number, options: DropoutOptions, { noise, alpha }: Kind): Tensor {
  checkProbability(p);
  const { training = false, inplace = false } = options;
  if (p === 0 || !training || x.numel() === 0) return x;
  const times = (factor: Tensor): Tensor => (inplace ? x.mul_(factor) : x.mul(factor));
  if (p === 1) return times(zeros([], { dtype: x.dtype, device: x.device }));
  if (!isFloating(x.dtype)) {
    const sentence = `result type Float can't be cast to the desired output type ${dtypes[x.dtype].torchName}`;
    throw new NnError('DTYPE', sentence, { op: 'dropout', details: { dtype: x.dtype } });
  }
  return undrawnIfRefused(defaultGenerator, () => {
    const mask = noise(x.detach()).bernoulli_(1 - p);
    if (!alpha) return times(mask.div_(1 - p));
    const a = 1 / Math.sqrt((limit * limit * p + 1) * (1 - p));
    const shift = mask
      .sub(1)
      .mul_(limit * a)
      .add_(limit * a * p);
    return times(mask.mul_(a)).add_(shift);
  });
}

/** One draw for every channel. */
function channelNoise(x: Tensor): Tensor {
  if (x.ndim < 2) {
    throw new NnError('SHAPE', 'Feature dropout requires at least 2 dimensions in the input', {
      op: 'dropout',
      details: { shape: x.shape },
      advice: `This one has shape ${formatShape(x.shape)}.`,
    });
  }
  return empty(
    x.shape.map((size, axis) => (axis < 2 ? size : 1)),
    { dtype: x.dtype, device: x.device },
  );
}
