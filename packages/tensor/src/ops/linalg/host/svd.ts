import { qr } from './qr.js';

/**
 * The singular values (descending) of A (m×n, row by row), with U (m×uColumns) and Vᵀ (vRows×n): one-sided Jacobi rotations, which give small singular
 * values to high relative accuracy, on the triangular factor of A.
 */
export function svd(
  a: Float64Array,
  m: number,
  n: number,
  u: Float64Array,
  uColumns: number,
  s: Float64Array,
  vt: Float64Array,
  vRows: number,
): void {
  if (m < n) {
    const v = new Float64Array(n * vRows);
    const ut = new Float64Array(uColumns * m);
    svd(transpose(a, m, n), n, m, v, vRows, s, ut, uColumns);
    vt.set(transpose(v, n, vRows));
    u.set(transpose(ut, uColumns, m));
    return;
  }
  if (n === 0) {
    identity(u, uColumns);
    return;
  }
  const q = new Float64Array(m * n);
  const r = new Float64Array(n * n);
  qr(a, m, n, n, q, r);
  // Rotating the rows of R (the columns of Rᵀ) gives Rᵀ = V·S·Wᵀ: columns are stored one after the other.
  const columns = r;
  const w = new Float64Array(n * n);
  identity(w, n);
  rotate(columns, w, n);
  const norms = Float64Array.from({ length: n }, (_, j) => length(columns, j * n, n));
  const order = Array.from({ length: n }, (_, j) => j).sort((i, j) => norms[j]! - norms[i]! || i - j);
  const left = new Float64Array(n * n);
  order.forEach((from, to) => {
    s[to] = norms[from]!;
    for (let k = 0; k < n; k++) {
      vt[to * n + k] = norms[from] === 0 ? 0 : columns[from * n + k]! / norms[from]!;
      left[k * n + to] = w[from * n + k]!;
    }
  });
  orthonormalRows(vt, n);
  const thin = new Float64Array(m * n);
  multiply(q, left, m, n, thin);
  if (uColumns === n) u.set(thin);
  else complete(thin, m, n, u);
}

const sweeps = 60;

/** Rotates pairs of vectors until all are orthogonal; w follows. */
function rotate(columns: Float64Array, w: Float64Array, n: number): void {
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let rotated = false;
    for (let i = 0; i < n - 1; i++) {
      for (let j = i + 1; j < n; j++) {
        let [aa, bb, ab] = [0, 0, 0];
        for (let k = 0; k < n; k++) {
          const x = columns[i * n + k]!;
          const y = columns[j * n + k]!;
          aa += x * x;
          bb += y * y;
          ab += x * y;
        }
        if (ab === 0 || Math.abs(ab) <= Number.EPSILON * Math.sqrt(aa * bb)) continue;
        rotated = true;
        const zeta = (bb - aa) / (2 * ab);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const c = 1 / Math.hypot(1, t);
        turn(columns, i * n, j * n, n, c, c * t);
        turn(w, i * n, j * n, n, c, c * t);
      }
    }
    if (!rotated) return;
  }
}

function turn(a: Float64Array, i: number, j: number, n: number, c: number, s: number): void {
  for (let k = 0; k < n; k++) {
    const x = a[i + k]!;
    const y = a[j + k]!;
    a[i + k] = c * x - s * y;
    a[j + k] = s * x + c * y;
  }
}

/** Makes rows orthonormal that are, but for those that belong to singular values of no weight: these are replaced. */
function orthonormalRows(vt: Float64Array, n: number): void {
  const q = new Float64Array(n * n);
  const r = new Float64Array(n * n);
  qr(transpose(vt, n, n), n, n, n, q, r);
  for (let j = 0; j < n; j++) {
    const sign = r[j * n + j]! < 0 ? -1 : 1;
    for (let k = 0; k < n; k++) vt[j * n + k] = sign * q[k * n + j]!;
  }
}

/** An orthonormal basis of all of space that begins with the n columns given. */
function complete(thin: Float64Array, m: number, n: number, u: Float64Array): void {
  const r = new Float64Array(m * n);
  qr(thin, m, n, m, u, r);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) u[i * m + j] = thin[i * n + j]!;
}

function length(a: Float64Array, start: number, n: number): number {
  let greatest = 0;
  for (let k = 0; k < n; k++) greatest = Math.max(greatest, Math.abs(a[start + k]!));
  if (greatest === 0 || !Number.isFinite(greatest)) return greatest;
  let sum = 0;
  for (let k = 0; k < n; k++) sum += (a[start + k]! / greatest) ** 2;
  return greatest * Math.sqrt(sum);
}

function multiply(a: Float64Array, b: Float64Array, m: number, n: number, out: Float64Array): void {
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k]!;
      for (let j = 0; j < n; j++) out[i * n + j]! += factor * b[k * n + j]!;
    }
  }
}

function identity(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) a[i * n + i] = 1;
}

/** @internal A matrix (rows×columns, row by row) transposed. */
export function transpose(a: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = a[i * columns + j]!;
  return out;
}
