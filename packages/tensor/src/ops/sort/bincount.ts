import { dtypes, isFloating, NnError } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { notImplemented } from '../reduce/axes.js';
import { filled } from '../reduce/filled.js';

export interface BincountOptions {
  /** What every element counts, in place of 1: of the input's length. */
  readonly weights?: Tensor;
  /** The least length of the result. @default 0 */
  readonly minlength?: number;
}

/**
 * How often each number 0, 1, 2 … stands in a vector of integers, or the sums of their weights. How long the result is only the values tell, so
 * this reads two numbers at once.
 *
 * @returns int64; with weights float32 for float32, else float64
 * @throws NnError 'SHAPE' for what is no vector, 'VALUE' for negative numbers, 'DTYPE' for floats and booleans, 'SYNC_READ' on devices that
 * cannot be read at once
 * @example
 * import { bincount, tensor } from '@nn/nn';
 *
 * bincount(tensor([1n, 1n, 3n])).toArraySync(); // [0, 2, 0, 1]
 */
export function bincount(x: Tensor, options: BincountOptions = {}): Tensor {
  const { weights, minlength = 0 } = options;
  if (isFloating(x.dtype) || x.dtype === 'bool')
    throw notImplemented('bincount_cpu', x.dtype, 'bincount', `It counts integers, not ${dtypes[x.dtype].name}.`);
  if (!Number.isInteger(minlength) || minlength < 0)
    throw new NnError('OPTION', 'minlength should be >= 0', { op: 'bincount', details: { minlength } });
  if (x.ndim !== 1 || (x.numel() > 0 && x.min().itemSync() < 0)) {
    throw new NnError(x.ndim === 1 ? 'VALUE' : 'SHAPE', 'bincount only supports 1-d non-negative integral inputs.', {
      op: 'bincount',
      details: { shape: x.shape },
    });
  }
  if (weights !== undefined && (weights.ndim !== 1 || weights.shape[0] !== x.shape[0])) {
    throw new NnError('SHAPE', 'weights should be 1-d and have the same length as input', {
      op: 'bincount',
      details: { weights: weights.shape, shape: x.shape },
    });
  }
  const length = Math.max(minlength, x.numel() === 0 ? 0 : x.max().itemSync() + 1);
  const dtype = weights === undefined ? 'int64' : weights.dtype === 'float32' ? 'float32' : 'float64';
  const counts = filled(x, [length], 0, dtype);
  const each = weights === undefined ? filled(x, x.shape, 1, dtype) : weights.detach().to(dtype);
  x.storage.backend.kernels.scatter([x.detach().to('int64'), each], { axis: 0, mode: 'add' }, [counts]);
  return counts;
}
