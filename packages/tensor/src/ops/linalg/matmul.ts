import { broadcastShapes, formatShape, NnError } from '@nn/core';
import { type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { dot } from './dot.js';
import { mm } from './mm.js';
import { mv } from './mv.js';
import {
  cannotMultiply,
  checkMultiplies,
  checkSameDType,
  productOp,
  rowsAsOne,
  rowsOf,
  type Transposes,
} from './product.js';

const matmulOp: Op<Transposes> = /* @__PURE__ */ productOp('matmul', 'UnsafeViewBackward0');

/**
 * The matrix product, by the ranks of its factors: two vectors give their dot product; a matrix and a vector a vector; two matrices a
 * matrix; with more axes, the last two are matrices and the rest batches, which broadcast.
 *
 * @throws NnError 'SHAPE' where the shapes do not multiply, 'DTYPE' for two dtypes and for booleans
 * @example
 * import { ones, tensor } from '@nn/nn';
 *
 * tensor([[1, 2], [3, 4]]).matmul(tensor([1, 10])).toArraySync(); // [21, 43]
 * ones([5, 1, 2, 3]).matmul(ones([4, 3, 6])).shape; // [5, 4, 2, 6]
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const [rankA, rankB] = [a.ndim, b.ndim];
  if (rankA === 0 || rankB === 0) {
    throw new NnError(
      'SHAPE',
      `both arguments to matmul need to be at least 1D, but they are ${rankA}D and ${rankB}D`,
      {
        op: 'matmul',
        details: { shapes: [a.shape, b.shape] },
        advice: 'Use mul for a product with one number.',
      },
    );
  }
  if (rankA === 1 && rankB === 1) return dot(a, b);
  if (rankA === 2 && rankB === 2) return mm(a, b, 'matmul');
  if (rankA === 2 && rankB === 1) return mv(a, b);
  if (rankA === 1)
    return rankB === 2 ? mm(a.unsqueeze(0), b, 'matmul').squeeze(0) : batches(a.unsqueeze(0), b).squeeze(-2);
  if (rankB === 1) return byVector(a, b);
  return batches(a, b);
}

/** Every row of a batch times one vector. */
function byVector(a: Tensor, b: Tensor): Tensor {
  return mv(rowsAsOne(a), b).reshape(a.shape.slice(0, -1));
}

function batches(a: Tensor, b: Tensor): Tensor {
  const [m, k] = [b.shape.at(-1)!, a.shape.at(-1)!];
  const found = b.shape.at(-2)!;
  checkSameDType(a, b, 'matmul');
  checkMultiplies(a, 'bmm', 'matmul');
  if (k !== found && b.ndim === 2)
    throw cannotMultiply(rowsOf(a.shape), k, found, m, 'matmul', { shapes: [a.shape, b.shape] });
  const batch = broadcastShapes([a.shape.slice(0, -2), b.shape.slice(0, -2)], 'matmul');
  if (k !== found) {
    const count = batch.reduce((product, size) => product * size, 1);
    throw new NnError(
      'SHAPE',
      `Expected size for first two dimensions of batch2 tensor to be: ${formatShape([count, k])} but got: ${formatShape([count, found])}.`,
      {
        op: 'matmul',
        details: { shapes: [a.shape, b.shape] },
        advice: `The last axis of the first (${k}) must equal the last but one of the second (${found}).`,
      },
    );
  }
  return run(matmulOp, [a, b], { ta: false, tb: false });
}
