import { allocate, type Operand } from '../../op.js';
import { checkScalar } from '../../scalar.js';
import type { Tensor } from '../../tensor.js';

/** @internal A plain value as a tensor without axes, in the dtype and on the device of another; a tensor as it is. */
export function scalarLike(like: Tensor, value: Operand): Tensor {
  if (typeof value === 'object') return value;
  checkScalar(value, like.dtype, 'fill_');
  const scalar = allocate(like, like.storage.backend, like.dtype, []);
  like.storage.backend.kernels.fill([], { value }, [scalar]);
  return scalar;
}
