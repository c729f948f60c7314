import { NnError, numelOf } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { filled } from '../reduce/filled.js';
import { batchOf, checkSquare, runOnHost } from './host/run-on-host.js';
import { transpose } from './host/svd.js';
import { symmetricEigen } from './host/symmetric-eigen.js';
import { defineJoint } from './joint.js';

export interface EighOptions {
  /** Which triangle is read: lower or upper. @default 'L' */
  readonly UPLO?: 'L' | 'U';
}

const joint: (x: Tensor, uplo: 'L' | 'U') => readonly Tensor[] = /* @__PURE__ */ defineJoint<'L' | 'U'>({
  name: 'eigh',
  gradName: 'LinalgEighBackward0',
  shapes: (x) => [x.shape.slice(0, -1), x.shape],
  forward: (x, uplo, shapes) => {
    const n = x.shape.at(-1)!;
    return runOnHost('eigh', [x], numelOf(batchOf(x)), shapes, ([a], [values, vectors]) => {
      if (!symmetricEigen(uplo === 'L' ? a! : transpose(a!, n, n), n, values!, vectors!)) {
        values!.fill(Number.NaN);
        vectors!.fill(Number.NaN);
      }
    });
  },
  // V (diag(dΛ) + skew(Vᵀ·dV) / (λⱼ − λᵢ)) Vᵀ: symmetric, as the matrix is.
  vjp: ({ ys, dys }) => {
    const [values, v] = ys as readonly [Tensor, Tensor];
    const [dvalues, dv] = dys as readonly [Tensor, Tensor];
    const gaps = values.unsqueeze(-2).sub(values.unsqueeze(-1));
    const diagonal = diagonalMask(values);
    const turned = v.mT.matmul(dv);
    const inner = quotient(turned.sub(turned.mT).mul(0.5), gaps).add(
      dvalues.unsqueeze(-1).mul(diagonal.to(values.dtype)),
    );
    return v.matmul(inner).matmul(v.mT);
  },
});

/** @internal a / b, and 0 for 0 / 0: equal values have no gap, but where nothing asks for their vectors that does no harm. */
export function quotient(a: Tensor, b: Tensor): Tensor {
  return a.div(b.maskedFill(b.eq(0).logicalAnd(a.eq(0)), 1));
}

/** @internal True on the diagonal of n×n, for vectors of n. */
export function diagonalMask(vectors: Tensor): Tensor {
  const place = filled(vectors, [vectors.shape.at(-1)!], 1, 'int64').cumsum(0);
  return place.unsqueeze(-1).eq(place);
}

/**
 * Eigenvalues (ascending) and orthonormal eigenvectors (columns) of a symmetric matrix, or of a batch of them: A = V·diag(λ)·Vᵀ. The sign of an
 * eigenvector is not determined; its gradient is finite only where eigenvalues differ. Computed in float64 on the host.
 *
 * @throws NnError 'SHAPE' for what is not square, 'DTYPE' for all but float32 and float64, 'OPTION', 'SYNC_READ' on devices that cannot be read at once
 * @example
 * import { linalg, tensor } from '@nn/nn';
 *
 * linalg.eigh(tensor([[2, 0], [0, 1]])).eigenvalues.toArraySync(); // [1, 2]
 */
export function eigh(
  x: Tensor,
  options: EighOptions = {},
): { readonly eigenvalues: Tensor; readonly eigenvectors: Tensor } {
  const { UPLO = 'L' } = options;
  checkSquare(x, 'eigh');
  if (UPLO !== 'L' && UPLO !== 'U')
    throw new NnError('OPTION', `Expected UPLO argument to be 'L' or 'U', but got ${String(UPLO)}`, {
      op: 'eigh',
      details: { UPLO },
    });
  const [eigenvalues, eigenvectors] = joint(x, UPLO) as readonly [Tensor, Tensor];
  return { eigenvalues, eigenvectors };
}

/**
 * The eigenvalues of `eigh`, ascending. Their gradient is finite everywhere.
 *
 * @example
 * import { linalg, tensor } from '@nn/nn';
 *
 * linalg.eigvalsh(tensor([[2, 0], [0, 1]])).toArraySync(); // [1, 2]
 */
export function eigvalsh(x: Tensor, options: EighOptions = {}): Tensor {
  return eigh(x, options).eigenvalues;
}
