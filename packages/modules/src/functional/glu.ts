import { NnError, normalizeAxis } from '@nn/core';
import type { Tensor } from '@nn/tensor';

/**
 * Gated linear unit: the first half of an axis times the sigmoid of the second (Dauphin et al. 2017).
 *
 * @throws NnError 'SHAPE' for a scalar and for an odd axis, 'AXIS'
 * @example
 * import { glu, tensor } from '@nn/nn';
 *
 * glu(tensor([2, 4, 0, Infinity])).toArraySync(); // [1, 4]
 */
export function glu(x: Tensor, dim = -1): Tensor {
  const details = { shape: x.shape };
  if (x.ndim === 0) {
    throw new NnError('SHAPE', 'glu does not support scalars because halving size must be even', {
      op: 'glu',
      details,
    });
  }
  const axis = normalizeAxis(dim, x.ndim, 'glu');
  const size = x.shape[axis]!;
  if (size % 2 !== 0) {
    const sentence = `Halving dimension must be even, but dimension ${axis} is size ${size}`;
    throw new NnError('SHAPE', sentence, { op: 'glu', details });
  }
  const half = size / 2;
  return x.narrow(axis, 0, half).mul(x.narrow(axis, half, half).sigmoid());
}
