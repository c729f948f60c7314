import { cast } from '../../copy.js';
import type { Tensor } from '../../tensor.js';
import type { Dim } from './axes.js';

/**
 * How many elements over `dim`, or of all, are not 0 (NaN is not): int64.
 *
 * @param dim one axis, several, or none for all
 * @throws NnError 'AXIS' for an axis out of range or named twice
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 0], [2, 3]]).countNonzero(1).toArraySync(); // [1, 2]
 */
export function countNonzero(x: Tensor, dim?: Dim): Tensor {
  return cast(x.detach(), 'bool').sum(dim);
}
