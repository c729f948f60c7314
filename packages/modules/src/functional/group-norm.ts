import { formatShape, NnError, sameShape } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { checkBatchSize } from './batch-norm.js';
import { checkFloating, checkSameFloat, widerOf } from './float-check.js';
import { normalizedTogether } from './normalized-together.js';
import { affine } from './standardize.js';

export interface GroupNormOptions {
  /** Factor of every channel, shape `[C]`. */
  readonly weight?: Tensor | null;
  /** Addend of every channel, shape `[C]`. */
  readonly bias?: Tensor | null;
  /** Added to the variance. @default 1e-5 */
  readonly eps?: number;
}

/**
 * y = (x − mean) / √(variance + eps) · weight + bias, with the moments of groups of channels of every instance (Wu & He 2018).
 *
 * @param x shape `[N, C, …]`
 * @param numGroups divides C
 * @throws NnError 'SHAPE' where the groups do not divide the channels, where they have one value each, and for vectors that do not fit; 'DTYPE'
 * @example
 * import { groupNorm, tensor } from '@nn/nn';
 *
 * groupNorm(tensor([[1, 3, 0, 4]]), 2, { eps: 0 }).toArraySync(); // [[-1, 1, -1, 1]]
 */
export function groupNorm(x: Tensor, numGroups: number, options: GroupNormOptions = {}): Tensor {
  const { weight = null, bias = null, eps = 1e-5 } = options;
  const [instances, channels] = [x.size(0), x.size(1)];
  const details = { shape: x.shape, numGroups };
  if (!Number.isSafeInteger(numGroups) || numGroups <= 0) {
    throw new NnError('OPTION', `Expected num groups to be greater than 0, got ${String(numGroups)}`, {
      op: 'groupNorm',
      details,
    });
  }
  if (channels % numGroups !== 0) {
    const sentence = `Expected number of channels in input to be divisible by num_groups, but got input of shape ${formatShape(x.shape)} and num_groups=${numGroups}`;
    throw new NnError('SHAPE', sentence, { op: 'groupNorm', details });
  }
  checkBatchSize([(instances * channels) / numGroups, numGroups, ...x.shape.slice(2)], 'groupNorm');
  checkVector(x, 'weight', weight);
  checkVector(x, 'bias', bias);
  checkFloating(x, 'groupNorm', 'GroupNormKernelImpl');
  checkSameFloat(x, [weight, bias], 'groupNorm');
  const perGroup = instances * numGroups === 0 ? 0 : x.numel() / (instances * numGroups);
  const groups = x.to(widerOf(x.dtype)).reshape([instances, numGroups, perGroup]);
  const y = normalizedTogether(groups, [2], { weight: null, bias: null, eps }).reshape(x.shape);
  return affine(y, weight, bias, 1).to(x.dtype);
}

function checkVector(x: Tensor, name: string, vector: Tensor | null): void {
  if (vector === null || sameShape(vector.shape, [x.shape[1]!])) return;
  const sentence = `Expected ${name} to be a vector of size equal to the number of channels in input, but got ${name} of shape ${formatShape(vector.shape)} and input of shape ${formatShape(x.shape)}`;
  throw new NnError('SHAPE', sentence, { op: 'groupNorm', details: { shape: x.shape, [name]: vector.shape } });
}
