import { NnError } from '@nn/core';
import { type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { cannotMultiply, checkMultiplies, checkSameDType, productOp, type Transposes } from './product.js';

/** @internal */
export const mmOp: Op<Transposes> = /* @__PURE__ */ productOp('mm', 'MmBackward0');

/**
 * The product of two matrices: [n, k] · [k, m] → [n, m]. Transposed views are read as they are, nothing is copied.
 *
 * @throws NnError 'SHAPE' where they are no matrices or do not multiply, 'DTYPE' for two dtypes and for booleans
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2]]).mm(tensor([[3], [4]])).toArraySync(); // [[11]]
 */
export function mm(a: Tensor, b: Tensor, op = 'mm'): Tensor {
  if (a.ndim !== 2) throw noMatrix('self', a, op);
  if (b.ndim !== 2) throw noMatrix('mat2', b, op);
  const [n, k] = a.shape as readonly [number, number];
  const [found, m] = b.shape as readonly [number, number];
  if (k !== found) throw cannotMultiply(n, k, found, m, op, { shapes: [a.shape, b.shape] });
  checkSameDType(a, b, op);
  checkMultiplies(a, 'addmm_impl_cpu_', op);
  return run(mmOp, [a, b], { ta: false, tb: false });
}

function noMatrix(which: string, x: Tensor, op: string): NnError {
  return new NnError('SHAPE', `${which} must be a matrix`, {
    op,
    details: { shape: x.shape },
    advice: 'Use matmul for other ranks.',
  });
}
