import { NnError, numelOf } from '@nn/core';
import { type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { lu, luSolve } from './host/lu.js';
import { batchElement, batchOf, checkSquare, runOnHost } from './host/run-on-host.js';

const invOp: Op<null> = {
  name: 'inv',
  gradName: 'LinalgInvExBackward0',
  saves: 'output',
  forward: (inputs) => {
    const a = inputs[0] as Tensor;
    const n = a.shape.at(-1)!;
    const identity = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
    const packed = runOnHost('inv', [a], numelOf(batchOf(a)), [a.shape], ([matrix], [inverse], batch) => {
      const factors = lu(matrix!, n);
      if (factors.singularAt >= 0) {
        throw new NnError(
          'VALUE',
          `linalg.inv: ${batchElement(a, batch)}The diagonal element ${factors.singularAt + 1} is zero, the inversion could not be completed because the input matrix is singular.`,
          { op: 'inv', details: { batch }, advice: 'Use linalg.pinv.' },
        );
      }
      luSolve(factors, n, identity, n, inverse!);
    });
    return packed.reshape(a.shape);
  },
  vjp: ({ y, dy }) => [y.mT.matmul(dy).matmul(y.mT).neg()],
};

/**
 * The inverse of a square matrix, or of a batch of them. To solve equations, `linalg.solve` is faster and more accurate. Computed in float64 on the
 * host.
 *
 * @throws NnError 'VALUE' for a singular matrix, 'SHAPE' for what is not square, 'DTYPE' for all but float32 and float64, 'SYNC_READ' on devices that
 * cannot be read at once
 * @example
 * import { linalg, tensor } from '@nn/nn';
 *
 * linalg.inv(tensor([[2, 0], [0, 4]])).toArraySync(); // [[0.5, 0], [0, 0.25]]
 */
export function inv(x: Tensor): Tensor {
  checkSquare(x, 'inv');
  return run(invOp, [x], null);
}
