import { numelOf } from '@nn/core';
import { type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { lu, luDeterminant, luLogDeterminant } from './host/lu.js';
import { batchOf, checkSquare, runOnHost } from './host/run-on-host.js';
import { svd } from './host/svd.js';
import { inv } from './inv.js';
import { defineJoint } from './joint.js';

const detOp: Op<null> = {
  name: 'det',
  gradName: 'LinalgDetBackward0',
  saves: 'both',
  forward: (inputs) => {
    const a = inputs[0] as Tensor;
    const n = a.shape.at(-1)!;
    const packed = runOnHost('det', [a], numelOf(batchOf(a)), [batchOf(a)], ([matrix], [out]) => {
      out![0] = luDeterminant(lu(matrix!, n), n);
    });
    return packed.reshape(batchOf(a));
  },
  vjp: ({ a, y, dy }) => {
    const over = (scale: Tensor): Tensor => scale.unsqueeze(-1).unsqueeze(-1);
    // Once more differentiable where the matrix is invertible; else right for singular matrices too.
    return [a.isRecorded() ? inv(a).mT.mul(over(y.mul(dy))) : cofactors(a).mul(over(dy))];
  },
};

/** The derivatives of the determinant: by A = U·S·Vᵀ they are det U · det V · U·diag(Π of the other singular values)·Vᵀ, whatever the rank. */
function cofactors(a: Tensor): Tensor {
  const n = a.shape.at(-1)!;
  const packed = runOnHost('det', [a], numelOf(batchOf(a)), [a.shape], ([matrix], [out]) => {
    if (!matrix!.every(Number.isFinite)) {
      out!.fill(Number.NaN);
      return;
    }
    const [u, s, vt] = [new Float64Array(n * n), new Float64Array(n), new Float64Array(n * n)];
    svd(matrix!, n, n, u, n, s, vt, n);
    const sign = luDeterminant(lu(u, n), n) * luDeterminant(lu(vt, n), n) > 0 ? 1 : -1;
    for (let k = 0; k < n; k++) {
      let others = sign;
      for (let i = 0; i < n; i++) if (i !== k) others *= s[i]!;
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) out![i * n + j]! += others * u[i * n + k]! * vt[k * n + j]!;
    }
  });
  return packed.reshape(a.shape);
}

/**
 * The determinant of a square matrix, or of a batch of them. Its derivative is right for singular matrices too. Computed in float64 on the host.
 *
 * @throws NnError 'SHAPE' for what is not square, 'DTYPE' for all but float32 and float64, 'SYNC_READ' on devices that cannot be read at once
 * @example
 * import { linalg, tensor } from '@nn/nn';
 *
 * linalg.det(tensor([[1, 2], [3, 4]])).itemSync(); // -2
 */
export function det(x: Tensor): Tensor {
  checkSquare(x, 'det');
  return run(detOp, [x], null);
}

const slogdetJoint: (x: Tensor, attributes: null) => readonly Tensor[] = /* @__PURE__ */ defineJoint<null>({
  name: 'slogdet',
  gradName: 'LinalgSlogdetBackward0',
  shapes: (x) => [batchOf(x), batchOf(x)],
  forward: (x, _, shapes) => {
    const n = x.shape.at(-1)!;
    return runOnHost('slogdet', [x], numelOf(batchOf(x)), shapes, ([matrix], [sign, logarithm]) => {
      [sign![0], logarithm![0]] = luLogDeterminant(lu(matrix!, n), n) as [number, number];
    });
  },
  vjp: ({ x, dys }) => inv(x).mT.mul(dys[1]!.unsqueeze(-1).unsqueeze(-1)),
});

/**
 * The determinant as its sign (0 for a singular matrix) and the logarithm of its absolute value (then −∞): without overflow. Computed in float64 on the
 * host.
 *
 * @throws NnError 'SHAPE' for what is not square, 'DTYPE' for all but float32 and float64, 'SYNC_READ' on devices that cannot be read at once
 * @example
 * import { eye, linalg } from '@nn/nn';
 *
 * linalg.slogdet(eye(3)).logabsdet.itemSync(); // 0
 */
export function slogdet(x: Tensor): { readonly sign: Tensor; readonly logabsdet: Tensor } {
  checkSquare(x, 'slogdet');
  const [sign, logabsdet] = slogdetJoint(x, null) as readonly [Tensor, Tensor];
  return { sign: sign.detach(), logabsdet };
}
