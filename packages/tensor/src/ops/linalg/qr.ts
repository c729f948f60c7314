import { NnError, numelOf } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { cat } from '../join/cat.js';
import { qr as householder } from './host/qr.js';
import { batchOf, checkMatrix, runOnHost } from './host/run-on-host.js';
import { defineJoint, type JointContext } from './joint.js';
import { solveTriangular } from './solve-triangular.js';

export type QrMode = 'reduced' | 'complete' | 'r';

export interface QrOptions {
  /** `'reduced'`: Q m×min(m, n); `'complete'`: Q m×m; `'r'`: R only, Q is empty and nothing is differentiated. @default 'reduced' */
  readonly mode?: QrMode;
}

const joint: (x: Tensor, mode: QrMode) => readonly Tensor[] = /* @__PURE__ */ defineJoint<QrMode>({
  name: 'qr',
  gradName: 'LinalgQrBackward0',
  shapes: (x, mode) => {
    const [m, n] = [x.shape.at(-2)!, x.shape.at(-1)!];
    const k = mode === 'complete' ? m : Math.min(m, n);
    return [
      [...batchOf(x), m, k],
      [...batchOf(x), k, n],
    ];
  },
  forward: (x, _mode, shapes) => {
    const [m, n, k] = [x.shape.at(-2)!, x.shape.at(-1)!, shapes[0]!.at(-1)!];
    return runOnHost('qr', [x], numelOf(batchOf(x)), shapes, ([a], [q, r]) => householder(a!, m, n, k, q!, r!));
  },
  vjp: gradient,
});

/**
 * dA = (dQ + Q·copyltu(dR·Rᵀ − dQᵀ·Q)) R⁻ᵀ, where copyltu adds the strictly upper triangle's transpose; a wide matrix is [X Y] with Q·R = [Q·U Q·V]:
 * the gradients of V go to Y and, through Y, to Q.
 */
function gradient({ x, ys, dys, attributes: mode }: JointContext<QrMode>): Tensor {
  const [q, r] = ys as readonly [Tensor, Tensor];
  const [dq, dr] = dys as readonly [Tensor, Tensor];
  const [m, n] = [x.shape.at(-2)!, x.shape.at(-1)!];
  if (mode === 'r')
    throw undifferentiable(
      "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use linalg.qr(A, mode='reduced') if you are going to require gradients through linalg.qr.",
    );
  if (mode === 'complete' && m > n)
    throw undifferentiable("The QR decomposition is not differentiable when mode='complete' and nrows > ncols");
  if (m >= n) return square(q, r, dq, dr);
  const y = x.narrow(-1, m, n - m);
  const dv = dr.narrow(-1, m, n - m);
  const dx = square(q, r.narrow(-1, 0, m), dq.add(y.matmul(dv.mT)), dr.narrow(-1, 0, m));
  return cat([dx, q.matmul(dv)], -1);
}

function square(q: Tensor, r: Tensor, dq: Tensor, dr: Tensor): Tensor {
  const upper = dr.matmul(r.mT).sub(q.mT.matmul(dq)).triu();
  const symmetric = upper.add(upper.triu(1).mT);
  return solveTriangular(r.mT, q.matmul(symmetric).add(dq), { upper: false, left: false });
}

function undifferentiable(message: string): NnError {
  return new NnError('GRAD', message, { op: 'qr' });
}

/**
 * A = Q·R with orthonormal columns in Q and an upper triangular R, of a matrix or a batch of them. Signs are LAPACK's: the diagonal of R may be
 * negative. Computed in float64 on the host.
 *
 * @throws NnError 'SHAPE' for what is no matrix, 'DTYPE' for all but float32 and float64, 'OPTION', 'SYNC_READ' on devices that cannot be read at once
 * @example
 * import { linalg, tensor } from '@nn/nn';
 *
 * linalg.qr(tensor([[3, 1], [4, 1]])).R.at(0, 0).itemSync(); // -5
 */
export function qr(x: Tensor, options: QrOptions = {}): { readonly Q: Tensor; readonly R: Tensor } {
  const { mode = 'reduced' } = options;
  checkMatrix(x, 'qr');
  if (mode !== 'reduced' && mode !== 'complete' && mode !== 'r') {
    throw new NnError(
      'OPTION',
      `qr received unrecognized mode '${String(mode)}' but expected one of 'reduced' (default), 'r', or 'complete'`,
      { op: 'qr', details: { mode } },
    );
  }
  const [Q, R] = joint(x, mode) as readonly [Tensor, Tensor];
  return mode === 'r' ? { Q: Q.detach().reshape([-1]).narrow(0, 0, 0), R } : { Q, R };
}
