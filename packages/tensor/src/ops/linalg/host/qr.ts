/**
 * Householder's QR as LAPACK has it (signs included): A (m×n, row by row) becomes Q (m×columns) and R (rows×n), where `columns` is the number of
 * columns of Q that are wanted and `rows` that of rows of R: min(m, n) for the reduced form, m for the complete one.
 */
export function qr(a: Float64Array, m: number, n: number, columns: number, q: Float64Array, r: Float64Array): void {
  const work = a.slice();
  const count = Math.min(m, n);
  const taus = new Float64Array(count);
  for (let k = 0; k < count; k++) taus[k] = reflect(work, m, n, k);
  r.fill(0);
  for (let i = 0, rows = n === 0 ? 0 : r.length / n; i < rows; i++)
    for (let j = i; j < n; j++) r[i * n + j] = work[i * n + j]!;
  q.fill(0);
  for (let i = 0; i < columns; i++) q[i * columns + i] = 1;
  for (let k = count - 1; k >= 0; k--) apply(work, m, n, k, taus[k]!, q, columns, 0);
}

/** Makes the reflection that clears column k below the diagonal, stores its vector there, and applies it to the columns after. */
function reflect(a: Float64Array, m: number, n: number, k: number): number {
  const tail = columnNorm(a, m, n, k);
  if (tail === 0) return 0;
  const alpha = a[k * n + k]!;
  const norm = Math.hypot(alpha, tail);
  const beta = alpha < 0 || Object.is(alpha, -0) ? norm : -norm;
  const tau = (beta - alpha) / beta;
  for (let i = k + 1; i < m; i++) a[i * n + k]! /= alpha - beta;
  a[k * n + k] = beta;
  apply(a, m, n, k, tau, a, n, k + 1);
  return tau;
}

/** The length of column k below the diagonal, without overflow. */
function columnNorm(a: Float64Array, m: number, n: number, k: number): number {
  let greatest = 0;
  for (let i = k + 1; i < m; i++) greatest = Math.max(greatest, Math.abs(a[i * n + k]!));
  if (greatest === 0 || !Number.isFinite(greatest)) return greatest;
  let sum = 0;
  for (let i = k + 1; i < m; i++) sum += (a[i * n + k]! / greatest) ** 2;
  return greatest * Math.sqrt(sum);
}

/** target −= tau · v · (vᵀ · target) for the columns from `first` on; v is 1 at k, and below it what stands in column k. */
function apply(
  a: Float64Array,
  m: number,
  n: number,
  k: number,
  tau: number,
  target: Float64Array,
  width: number,
  first: number,
): void {
  if (tau === 0 || first >= width) return;
  const sums = target.slice(k * width, (k + 1) * width);
  for (let i = k + 1; i < m; i++) {
    const v = a[i * n + k]!;
    for (let j = first; j < width; j++) sums[j]! += v * target[i * width + j]!;
  }
  for (let j = first; j < width; j++) target[k * width + j]! -= tau * sums[j]!;
  for (let i = k + 1; i < m; i++) {
    const v = tau * a[i * n + k]!;
    for (let j = first; j < width; j++) target[i * width + j]! -= v * sums[j]!;
  }
}
