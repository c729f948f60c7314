import { NnError, numelOf } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { diagonalMask, quotient } from './eigh.js';
import { batchElement, batchOf, checkMatrix, runOnHost } from './host/run-on-host.js';
import { svd as jacobi } from './host/svd.js';
import { defineJoint, type JointContext } from './joint.js';

export interface SvdOptions {
  /** U m×m and Vh n×n, not m×min(m, n) and min(m, n)×n. @default true */
  readonly fullMatrices?: boolean;
}

const joint: (x: Tensor, full: boolean) => readonly Tensor[] = /* @__PURE__ */ defineJoint<boolean>({
  name: 'svd',
  gradName: 'LinalgSvdBackward0',
  shapes: (x, full) => {
    const [m, n] = [x.shape.at(-2)!, x.shape.at(-1)!];
    const k = Math.min(m, n);
    const batch = batchOf(x);
    return [
      [...batch, m, full ? m : k],
      [...batch, k],
      [...batch, full ? n : k, n],
    ];
  },
  forward: (x, _full, shapes) => {
    const [m, n] = [x.shape.at(-2)!, x.shape.at(-1)!];
    const [columns, rows] = [shapes[0]!.at(-1)!, shapes[2]!.at(-2)!];
    return runOnHost('svd', [x], numelOf(batchOf(x)), shapes, ([a], [u, s, vh], batch) => {
      if (!a!.every(Number.isFinite)) {
        throw new NnError(
          'VALUE',
          `linalg.svd: ${batchElement(x, batch)}The algorithm failed to converge because the input matrix contained non-finite values.`,
          { op: 'svd', details: { batch } },
        );
      }
      jacobi(a!, m, n, u!, columns, s!, vh!, rows);
    });
  },
  vjp: svdGradient,
});

/**
 * dA = U [ (skew(Uᵀ·dU) / E)·S + S·(skew(Vᵀ·dV) / E) + diag(dS) ] Vᵀ + (I − U·Uᵀ)·dU·S⁻¹·Vᵀ + U·S⁻¹·dVᵀ·(I − V·Vᵀ), with E[i, j] = sⱼ² − sᵢ². Vectors beyond the
 * first min(m, n) have no gradient, as in PyTorch.
 */
function svdGradient({ x, ys, dys }: JointContext<boolean>): Tensor {
  const [m, n] = [x.shape.at(-2)!, x.shape.at(-1)!];
  const k = Math.min(m, n);
  const [u, du] = [ys[0]!.narrow(-1, 0, k), dys[0]!.narrow(-1, 0, k)];
  const [s, ds] = [ys[1]!, dys[1]!];
  const [vh, dvh] = [ys[2]!.narrow(-2, 0, k), dys[2]!.narrow(-2, 0, k)];
  const diagonal = diagonalMask(s);
  const squares = s.mul(s);
  const gaps = squares.unsqueeze(-2).sub(squares.unsqueeze(-1));
  const skew = (t: Tensor): Tensor => quotient(t.sub(t.mT), gaps);
  const [row, column] = [s.unsqueeze(-2), s.unsqueeze(-1)];
  const inner = skew(u.mT.matmul(du))
    .mul(row)
    .add(skew(vh.matmul(dvh.mT)).mul(column))
    .add(ds.unsqueeze(-1).mul(diagonal.to(s.dtype)));
  let gradient = u.matmul(inner).matmul(vh);
  if (m > k) {
    const scaled = quotient(du, row);
    gradient = gradient.add(scaled.sub(u.matmul(u.mT.matmul(scaled))).matmul(vh));
  }
  if (n > k) {
    const scaled = quotient(dvh, column);
    gradient = gradient.add(u.matmul(scaled.sub(scaled.matmul(vh.mT).matmul(vh))));
  }
  return gradient;
}

/**
 * A = U·diag(S)·Vh with orthonormal columns in U and rows in Vh, singular values descending; of a matrix or a batch of them. The signs of a pair of
 * vectors are not determined; their gradient is finite only where singular values differ (and are not 0, where A is not square). Computed in float64 on
 * the host.
 *
 * @throws NnError 'VALUE' for values that are not finite, 'SHAPE' for what is no matrix, 'DTYPE' for all but float32 and float64, 'SYNC_READ' on
 * devices that cannot be read at once
 * @example
 * import { linalg, tensor } from '@nn/nn';
 *
 * linalg.svd(tensor([[0, 2], [1, 0]])).S.toArraySync(); // [2, 1]
 */
export function svd(
  x: Tensor,
  options: SvdOptions = {},
): { readonly U: Tensor; readonly S: Tensor; readonly Vh: Tensor } {
  checkMatrix(x, 'svd');
  const [U, S, Vh] = joint(x, options.fullMatrices ?? true) as readonly [Tensor, Tensor, Tensor];
  return { U, S, Vh };
}

/**
 * The singular values of a matrix, descending. Their gradient is U·diag(dS)·Vh: finite everywhere.
 *
 * @example
 * import { linalg, tensor } from '@nn/nn';
 *
 * linalg.svdvals(tensor([[0, 2], [1, 0]])).toArraySync(); // [2, 1]
 */
export function svdvals(x: Tensor): Tensor {
  return svd(x, { fullMatrices: false }).S;
}
