import { NnError } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { amax, amin } from './amax.js';
import type { ReduceOptions } from './axes.js';

export interface AminmaxOptions extends ReduceOptions {
  /** @default all elements */
  readonly dim?: number;
}

/**
 * The smallest and the greatest element along `dim`, or of all.
 *
 * @throws NnError 'SHAPE' where there is nothing to compare, 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([3, 1, 2]).aminmax().min.itemSync(); // 1
 */
export function aminmax(x: Tensor, options: AminmaxOptions = {}): { readonly min: Tensor; readonly max: Tensor } {
  if (x.numel() === 0 && (options.dim === undefined || x.shape.at(options.dim) === 0)) {
    throw new NnError(
      'SHAPE',
      'aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.',
      { op: 'aminmax', details: { shape: x.shape } },
    );
  }
  return { min: amin(x, options.dim, options), max: amax(x, options.dim, options) };
}
