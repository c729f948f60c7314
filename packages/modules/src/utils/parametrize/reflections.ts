import { eye, linalg, type Tensor, tensor } from '@nn/tensor';

/**
 * @internal The first k columns of the product of k Householder reflections, whose vectors are the columns of `a` below the diagonal with ones
 * on it: I − V T Vᵀ, where T⁻¹ is the upper triangle of VᵀV with half its diagonal. One triangular solve in place of k steps.
 */
export function reflectionsProduct(a: Tensor): Tensor {
  const [n, k] = [a.size(-2), a.size(-1)];
  const unit = eye(n, { dtype: a.dtype, device: a.device }).narrow(1, 0, k);
  const v = a.tril(-1).add(unit);
  const gram = v.mT.matmul(v);
  const inverse = gram.triu(1).add(gram.diagonal({ dim1: -2, dim2: -1 }).div(2).diagEmbed());
  const right = linalg.solveTriangular(inverse, v.narrow(-2, 0, k).mT, { upper: true });
  return unit.sub(v.matmul(right));
}

/**
 * @internal The vectors of the reflections of LAPACK's QR decomposition below the diagonal, and on it the signs by which its columns are
 * multiplied: `reflectionsProduct` of it, times the diagonal, is Q with a positive diagonal of R. Read and computed on the host in float64.
 */
export function reflectionsOf(q: Tensor): Tensor {
  const [n, k] = [q.size(-2), q.size(-1)];
  const values = Float64Array.from(q.detach().to('float64').toTypedArraySync() as Float64Array);
  for (let start = 0; start < values.length; start += n * k) reflect(values.subarray(start, start + n * k), n, k);
  return tensor(values).reshape(q.shape).to({ dtype: q.dtype, device: q.device });
}

function reflect(a: Float64Array, n: number, k: number): void {
  for (let j = 0; j < k; j++) {
    const alpha = a[j * k + j]!;
    let below = 0;
    for (let i = j + 1; i < n; i++) below = Math.hypot(below, a[i * k + j]!);
    if (below === 0) {
      // No reflection: the sign is turned to say so.
      a[j * k + j] = -Math.sign(alpha);
      continue;
    }
    const beta = alpha < 0 ? Math.hypot(alpha, below) : -Math.hypot(alpha, below);
    const tau = (beta - alpha) / beta;
    for (let i = j + 1; i < n; i++) a[i * k + j] = a[i * k + j]! / (alpha - beta);
    for (let column = j + 1; column < k; column++) {
      let dot = a[j * k + column]!;
      for (let i = j + 1; i < n; i++) dot += a[i * k + j]! * a[i * k + column]!;
      a[j * k + column] = a[j * k + column]! - tau * dot;
      for (let i = j + 1; i < n; i++) a[i * k + column] = a[i * k + column]! - tau * dot * a[i * k + j]!;
    }
    a[j * k + j] = Math.sign(beta);
  }
}
