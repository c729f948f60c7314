import { NnError } from '@nn/core';
import { type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { checkMatrix } from './host/run-on-host.js';
import { svd, svdvals } from './svd.js';

export interface RankOptions {
  /** Singular values up to this count as 0. @default 0 */
  readonly atol?: number;
  /** Singular values up to this times the greatest count as 0. @default max(m, n) times the dtype's precision; 0 where `atol` is given */
  readonly rtol?: number;
}

/** How great the values are that count as 0. */
function threshold(x: Tensor, values: Tensor, { atol = 0, rtol }: RankOptions): Tensor {
  const precision = x.dtype === 'float64' ? 2 ** -52 : 2 ** -23;
  const relative = rtol ?? (atol > 0 ? 0 : Math.max(x.shape.at(-2)!, x.shape.at(-1)!) * precision);
  return values.amax(-1, { keepdim: true }).mul(relative).clamp(atol);
}

const pinvOp: Op<RankOptions> = {
  name: 'pinv',
  gradName: 'LinalgPinvBackward0',
  saves: 'both',
  forward: (inputs, options) => {
    const a = (inputs[0] as Tensor).detach();
    if (a.numel() === 0) return a.mT.clone();
    const { U, S, Vh } = svd(a, { fullMatrices: false });
    const inverse = S.reciprocal().maskedFill(S.le(threshold(a, S, options)), 0);
    return Vh.mT.mul(inverse.unsqueeze(-2)).matmul(U.mT);
  },
  // Golub and Pereyra, 1973: right as long as the rank stays the same.
  vjp: ({ a, y: p, dy }) => {
    const [g, pt] = [dy.mT, p.mT];
    if (a.shape.at(-2)! <= a.shape.at(-1)!) {
      const k = g.matmul(p);
      const kpt = k.matmul(pt);
      return [
        kpt
          .sub(p.matmul(k).mT)
          .sub(a.matmul(p).matmul(kpt))
          .add(pt.matmul(p).matmul(g.sub(k.matmul(a)))),
      ];
    }
    const k = p.matmul(g);
    const ptk = pt.matmul(k);
    return [g.sub(a.matmul(k)).matmul(p).matmul(pt).sub(k.matmul(p).mT).add(ptk).sub(ptk.matmul(p).matmul(a))];
  },
};

/**
 * The pseudoinverse (Moore and Penrose) of a matrix, or of a batch of them, by its singular values; small ones count as 0. Computed in float64 on the
 * host.
 *
 * @throws NnError 'SHAPE' for what is no matrix, 'DTYPE' for all but float32 and float64, 'SYNC_READ' on devices that cannot be read at once
 * @example
 * import { linalg, tensor } from '@nn/nn';
 *
 * linalg.pinv(tensor([[2, 0], [0, 0]])).toArraySync(); // [[0.5, 0], [0, 0]]
 */
export function pinv(x: Tensor, options: RankOptions = {}): Tensor {
  checkMatrix(x, 'pinv');
  return run(pinvOp, [x], options);
}

/**
 * How many singular values do not count as 0: int64.
 *
 * @example
 * import { linalg, tensor } from '@nn/nn';
 *
 * linalg.matrixRank(tensor([[1, 2], [2, 4]])).itemSync(); // 1
 */
export function matrixRank(x: Tensor, options: RankOptions = {}): Tensor {
  checkMatrix(x, 'matrix_rank');
  const values = svdvals(x.detach());
  if (values.shape.at(-1) === 0) return values.to('int64').sum(-1);
  return values.gt(threshold(x, values, options)).sum(-1);
}

/**
 * The condition number: the greatest singular value over the smallest.
 *
 * @example
 * import { linalg, tensor } from '@nn/nn';
 *
 * linalg.cond(tensor([[4, 0], [0, 2]])).itemSync(); // 2
 */
export function cond(x: Tensor): Tensor {
  checkMatrix(x, 'cond');
  if (x.numel() === 0)
    throw new NnError('SHAPE', 'linalg.cond: The matrix has no elements.', { op: 'cond', details: { shape: x.shape } });
  const values = svdvals(x);
  return values.select(-1, 0).div(values.select(-1, -1));
}
