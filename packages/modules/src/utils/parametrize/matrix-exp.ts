import { eye, type Tensor, where } from '@nn/tensor';

/** Degree of the Taylor polynomial, and up to which norm it is exact to rounding (Bader, Blanes and Casas, 2019). */
const series = {
  float32: { degree: 12, radius: 1.461661507209034 },
  float64: { degree: 18, radius: 1.090863719290036 },
} as const;
/** Squarings where the norm cannot be read: enough for norms of a thousand. */
const blindSquarings = 10;

/** @internal e^A of square matrices, batches included: a Taylor polynomial of A / 2ˢ, squared s times. Differentiable through its steps. */
export function matrixExp(a: Tensor): Tensor {
  const { degree, radius } = a.dtype === 'float64' ? series.float64 : series.float32;
  const norm = a.numel() === 0 ? null : a.detach().abs().sum(-2).amax();
  if (norm === null) return a.clone();
  if (a.storage.backend.capabilities.syncRead) {
    const squarings = Math.ceil(Math.log2(norm.itemSync() / radius));
    const count = Number.isFinite(squarings) ? Math.max(0, squarings) : 0;
    let power = taylor(a.mul(2 ** -count), degree);
    for (let i = 0; i < count; i++) power = power.matmul(power);
    return power;
  }
  const count = norm.div(radius).log2().ceil().clamp(0, blindSquarings);
  let power = taylor(a.mul(count.neg().exp2()), degree);
  for (let i = 0; i < blindSquarings; i++) power = where(count.gt(i), power.matmul(power), power);
  return power;
}

/** I + X(I + X/2(I + X/3(…))). */
function taylor(x: Tensor, degree: number): Tensor {
  const identity = eye(x.size(-1), { dtype: x.dtype, device: x.device });
  let sum = identity.add(x.div(degree));
  for (let k = degree - 1; k > 0; k--) sum = identity.add(x.div(k).matmul(sum));
  return sum;
}
