import { checkExponential, fillExponential } from '@nn/random';
import type { Tensor } from '../tensor.js';
import { checkFloating, drawInMemoryOrder, type DrawOptions, generatorOf, overwrite } from './draw.js';

/**
 * Overwrites the tensor with exponential draws of rate `lambd`.
 *
 * @throws NnError 'OPTION' for a rate that is not positive; 'DTYPE' for integers; nothing is drawn then
 * @example
 * import { manualSeed, zeros } from '@nn/nn';
 *
 * manualSeed(0);
 * zeros([3]).exponential_().min().itemSync() >= 0; // true
 */
export function exponential_(x: Tensor, lambd = 1, options: DrawOptions = {}): Tensor {
  checkFloating(x.dtype, 'exponential_', 'exponential_cpu');
  checkExponential({ lambd });
  const generator = generatorOf(options);
  return overwrite(x, 'exponential', (target) =>
    drawInMemoryOrder(target, (length) => {
      const out = target.dtype === 'float64' ? new Float64Array(length) : new Float32Array(length);
      fillExponential(out, { lambd }, generator);
      return out;
    }),
  );
}
