import { type DType, NnError, type View } from '@nn/core';
import type { Tensor } from '../../tensor.js';

/** @internal True for the dtypes that places are counted in. */
export function isIndexDType(dtype: DType): boolean {
  return dtype === 'int64' || dtype === 'int32';
}

/** @internal Refuses an index that is not int32 or int64. */
export function checkIndexDType(index: Tensor, op: string): void {
  if (isIndexDType(index.dtype)) return;
  throw new NnError('DTYPE', `${op}(): Expected dtype int64 for index`, {
    op,
    details: { dtype: index.dtype },
    advice: `This index is ${index.dtype}: use .to('int64'), or bigint literals; int32 does too.`,
  });
}

/** @internal Refuses an index whose rank differs from the tensor's; a 0-d tensor counts as a vector of one. */
export function checkIndexRank(x: Tensor, index: Tensor, op: string, of = 'input'): void {
  if (Math.max(x.ndim, 1) === Math.max(index.ndim, 1)) return;
  throw new NnError('SHAPE', `Index tensor must have the same number of dimensions as ${of} tensor`, {
    op,
    details: { shape: x.shape, index: index.shape },
  });
}

/** @internal A 0-d tensor as a vector of one element, for kernels. */
export function vectorView(x: Tensor): View {
  return x.ndim > 0 ? x : { storage: x.storage, dtype: x.dtype, shape: [1], strides: [1], offset: x.offset };
}
