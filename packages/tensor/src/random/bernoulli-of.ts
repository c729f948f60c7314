import { allocate } from '../op.js';
import type { Tensor } from '../tensor.js';
import { bernoulli_ } from './bernoulli.js';
import { checkFloating, type DrawOptions } from './draw.js';

/**
 * Ones and zeros, one for each probability, in the dtype of the probabilities. No gradient flows to them.
 *
 * @throws NnError 'OPTION' for probabilities outside [0, 1]; 'DTYPE' for integers; nothing is drawn then. 'SYNC_READ' on a device that cannot
 * be read at once
 * @example
 * import { bernoulli, tensor } from '@nn/nn';
 *
 * bernoulli(tensor([0, 1, 1])).toArraySync(); // [0, 1, 1]
 */
export function bernoulli(p: Tensor, options: DrawOptions = {}): Tensor {
  checkFloating(p.dtype, 'bernoulli', 'bernoulli_tensor_cpu_p_');
  return bernoulli_(allocate(p, p.storage.backend, p.dtype, p.shape), p.detach(), options);
}
