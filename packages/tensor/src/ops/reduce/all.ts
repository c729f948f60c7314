import { cast } from '../../copy.js';
import { reduceAxes } from '../../reduce.js';
import type { Tensor } from '../../tensor.js';
import { type Dim, type ReduceOptions, reducedAxes } from './axes.js';

/**
 * True where every element over `dim` is not 0 (NaN is not). Of no elements it is true. bool; uint8 for uint8, as in PyTorch.
 *
 * @param dim one axis, several, or none for all
 * @throws NnError 'AXIS' for an axis out of range or named twice
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 0], [2, 3]]).all(1).toArraySync(); // [false, true]
 */
export function all(x: Tensor, dim?: Dim, options: ReduceOptions = {}): Tensor {
  return fold('all', x, dim, options);
}

/**
 * True where some element over `dim` is not 0 (NaN is not). Of no elements it is false. bool; uint8 for uint8, as in PyTorch.
 *
 * @param dim one axis, several, or none for all
 * @throws NnError 'AXIS' for an axis out of range or named twice
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 0], [0, 0]]).any(1).toArraySync(); // [true, false]
 */
export function any(x: Tensor, dim?: Dim, options: ReduceOptions = {}): Tensor {
  return fold('any', x, dim, options);
}

function fold(kind: 'all' | 'any', x: Tensor, dim: Dim | undefined, options: ReduceOptions): Tensor {
  const truth = reduceAxes(kind, cast(x.detach(), 'bool'), reducedAxes(x, dim, kind), options.keepdim ?? false);
  return x.dtype === 'uint8' ? cast(truth, 'uint8') : truth;
}
