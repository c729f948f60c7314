import { NnError, numelOf } from '@nn/core';
import { type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { cholesky as factor } from './host/cholesky.js';
import { batchElement, batchOf, checkSquare, runOnHost } from './host/run-on-host.js';
import { solveTriangular } from './solve-triangular.js';

export interface CholeskyOptions {
  /** Give the upper factor R = Lᵀ. @default false */
  readonly upper?: boolean;
}

const choleskyOp: Op<null> = {
  name: 'cholesky',
  gradName: 'LinalgCholeskyExBackward0',
  saves: 'output',
  forward: (inputs) => {
    const a = inputs[0] as Tensor;
    const n = a.shape.at(-1)!;
    const packed = runOnHost('cholesky', [a], numelOf(batchOf(a)), [a.shape], ([matrix], [l], batch) => {
      const minor = factor(matrix!, n, l!);
      if (minor > 0) {
        throw new NnError(
          'VALUE',
          `linalg.cholesky: ${batchElement(a, batch)}The factorization could not be completed because the input is not positive-definite (the leading minor of order ${minor} is not positive-definite).`,
          { op: 'cholesky', details: { batch, minor } },
        );
      }
    });
    return packed.reshape(a.shape);
  },
  // L⁻ᵀ · ½(Φ + Φᵀ without its diagonal) · L⁻¹, with Φ the lower triangle of Lᵀ·dL.
  vjp: ({ y: l, dy }) => {
    const phi = l.mT.matmul(dy).tril();
    const symmetric = phi.add(phi.tril(-1).mT).mul(0.5);
    const half = solveTriangular(l.mT, symmetric, { upper: true });
    return [solveTriangular(l, half, { upper: false, left: false })];
  },
};

/**
 * The lower triangular L of A = L·Lᵀ, for a symmetric, positive-definite matrix or a batch of them. Only the lower triangle of A is read; the
 * gradient is symmetric. Computed in float64 on the host.
 *
 * @throws NnError 'VALUE' for what is not positive-definite, 'SHAPE' for what is not square, 'DTYPE' for all but float32 and float64, 'SYNC_READ' on
 * devices that cannot be read at once
 * @example
 * import { linalg, tensor } from '@nn/nn';
 *
 * linalg.cholesky(tensor([[4, 2], [2, 2]])).toArraySync(); // [[2, 0], [1, 1]]
 */
export function cholesky(x: Tensor, options: CholeskyOptions = {}): Tensor {
  checkSquare(x, 'cholesky');
  const lower = run(choleskyOp, [options.upper === true ? x.mT : x], null);
  return options.upper === true ? lower.mT : lower;
}
