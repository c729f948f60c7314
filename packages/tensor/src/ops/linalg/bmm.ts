import { formatShape, NnError } from '@nn/core';
import { type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { checkMultiplies, checkSameDType, productOp, type Transposes } from './product.js';

const bmmOp: Op<Transposes> = /* @__PURE__ */ productOp('bmm', 'BmmBackward0');

/**
 * The products of two batches of matrices: [b, n, k] · [b, k, m] → [b, n, m]. `matmul` also broadcasts the batches.
 *
 * @throws NnError 'SHAPE' where they are no batches or do not multiply, 'DTYPE' for two dtypes and for booleans
 * @example
 * import { ones } from '@nn/nn';
 *
 * ones([5, 2, 3]).bmm(ones([5, 3, 4])).shape; // [5, 2, 4]
 */
export function bmm(a: Tensor, b: Tensor): Tensor {
  if (a.ndim !== 3) throw noBatch('batch1', a);
  if (b.ndim !== 3) throw noBatch('batch2', b);
  const [batch, , k] = a.shape as readonly [number, number, number];
  if (b.shape[0] !== batch || b.shape[1] !== k) {
    throw new NnError(
      'SHAPE',
      `Expected size for first two dimensions of batch2 tensor to be: ${formatShape([batch, k])} but got: ${formatShape(b.shape.slice(0, 2))}.`,
      {
        op: 'bmm',
        details: { shapes: [a.shape, b.shape] },
      },
    );
  }
  checkSameDType(a, b, 'bmm');
  checkMultiplies(a, 'bmm', 'bmm');
  return run(bmmOp, [a, b], { ta: false, tb: false });
}

function noBatch(which: string, x: Tensor): NnError {
  return new NnError('SHAPE', `${which} must be a 3D tensor`, {
    op: 'bmm',
    details: { shape: x.shape },
    advice: 'Use matmul for other ranks.',
  });
}
