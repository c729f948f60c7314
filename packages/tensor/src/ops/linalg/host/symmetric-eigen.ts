/**
 * Eigenvalues (ascending) and eigenvectors (columns of `vectors`, row by row) of a symmetric matrix: Householder's tridiagonal form, then the
 * implicit QL method (Bowdler, Martin, Reinsch, Wilkinson: EISPACK's tred2 and tql2).
 *
 * @returns false where it did not converge: the matrix is not finite
 */
export function symmetricEigen(a: Float64Array, n: number, values: Float64Array, vectors: Float64Array): boolean {
  vectors.set(a);
  if (n === 0) return true;
  const off = new Float64Array(n);
  tridiagonalize(vectors, n, values, off);
  if (!diagonalize(vectors, n, values, off)) return false;
  sortColumns(vectors, n, values);
  return true;
}

/** v becomes the orthogonal matrix, d the diagonal, e what is beside it (from 1 on). */
function tridiagonalize(v: Float64Array, n: number, d: Float64Array, e: Float64Array): void {
  for (let j = 0; j < n; j++) d[j] = v[(n - 1) * n + j]!;
  for (let i = n - 1; i > 0; i--) {
    let scale = 0;
    let h = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(d[k]!);
    if (scale === 0) {
      e[i] = d[i - 1]!;
      for (let j = 0; j < i; j++) {
        d[j] = v[(i - 1) * n + j]!;
        v[i * n + j] = 0;
        v[j * n + i] = 0;
      }
    } else {
      for (let k = 0; k < i; k++) {
        d[k]! /= scale;
        h += d[k]! * d[k]!;
      }
      let f = d[i - 1]!;
      let g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h);
      e[i] = scale * g;
      h -= f * g;
      d[i - 1] = f - g;
      e.fill(0, 0, i);
      for (let j = 0; j < i; j++) {
        f = d[j]!;
        v[j * n + i] = f;
        g = e[j]! + v[j * n + j]! * f;
        for (let k = j + 1; k < i; k++) {
          g += v[k * n + j]! * d[k]!;
          e[k]! += v[k * n + j]! * f;
        }
        e[j] = g;
      }
      f = 0;
      for (let j = 0; j < i; j++) {
        e[j]! /= h;
        f += e[j]! * d[j]!;
      }
      const hh = f / (h + h);
      for (let j = 0; j < i; j++) e[j]! -= hh * d[j]!;
      for (let j = 0; j < i; j++) {
        f = d[j]!;
        g = e[j]!;
        for (let k = j; k < i; k++) v[k * n + j]! -= f * e[k]! + g * d[k]!;
        d[j] = v[(i - 1) * n + j]!;
        v[i * n + j] = 0;
      }
    }
    d[i] = h;
  }
  accumulate(v, n, d);
  e[0] = 0;
}

function accumulate(v: Float64Array, n: number, d: Float64Array): void {
  for (let i = 0; i < n - 1; i++) {
    v[(n - 1) * n + i] = v[i * n + i]!;
    v[i * n + i] = 1;
    const h = d[i + 1]!;
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = v[k * n + i + 1]! / h;
      for (let j = 0; j <= i; j++) {
        let g = 0;
        for (let k = 0; k <= i; k++) g += v[k * n + i + 1]! * v[k * n + j]!;
        for (let k = 0; k <= i; k++) v[k * n + j]! -= g * d[k]!;
      }
    }
    for (let k = 0; k <= i; k++) v[k * n + i + 1] = 0;
  }
  for (let j = 0; j < n; j++) {
    d[j] = v[(n - 1) * n + j]!;
    v[(n - 1) * n + j] = 0;
  }
  v[n * n - 1] = 1;
}

function diagonalize(v: Float64Array, n: number, d: Float64Array, e: Float64Array): boolean {
  e.copyWithin(0, 1);
  e[n - 1] = 0;
  let shift = 0;
  let greatest = 0;
  for (let l = 0; l < n; l++) {
    greatest = Math.max(greatest, Math.abs(d[l]!) + Math.abs(e[l]!));
    let m = l;
    while (m < n - 1 && !(Math.abs(e[m]!) <= Number.EPSILON * greatest)) m++;
    if (m > l) {
      let tries = 0;
      do {
        if (tries++ > 60) return false;
        shift += step(v, n, d, e, l, m);
      } while (!(Math.abs(e[l]!) <= Number.EPSILON * greatest));
    }
    d[l]! += shift;
    e[l] = 0;
  }
  return true;
}

/** One implicit QL step on the rows l to m; says by how much the spectrum was shifted. */
function step(v: Float64Array, n: number, d: Float64Array, e: Float64Array, l: number, m: number): number {
  let g = d[l]!;
  let p = (d[l + 1]! - g) / (2 * e[l]!);
  let r = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1);
  d[l] = e[l]! / (p + r);
  d[l + 1] = e[l]! * (p + r);
  const next = d[l + 1]!;
  const h = g - d[l];
  for (let i = l + 2; i < n; i++) d[i]! -= h;
  p = d[m]!;
  const afterFirst = e[l + 1]!;
  let [c, c2, c3, s, s2] = [1, 1, 1, 0, 0];
  for (let i = m - 1; i >= l; i--) {
    c3 = c2;
    c2 = c;
    s2 = s;
    g = c * e[i]!;
    const hi = c * p;
    r = Math.hypot(p, e[i]!);
    e[i + 1] = s * r;
    s = e[i]! / r;
    c = p / r;
    p = c * d[i]! - s * g;
    d[i + 1] = hi + s * (c * g + s * d[i]!);
    for (let k = 0; k < n; k++) {
      const b = v[k * n + i + 1]!;
      v[k * n + i + 1] = s * v[k * n + i]! + c * b;
      v[k * n + i] = c * v[k * n + i]! - s * b;
    }
  }
  p = (-s * s2 * c3 * afterFirst * e[l]!) / next;
  e[l] = s * p;
  d[l] = c * p;
  return h;
}

function sortColumns(v: Float64Array, n: number, d: Float64Array): void {
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => d[i]! - d[j]! || i - j);
  const [values, columns] = [d.slice(), v.slice()];
  order.forEach((from, to) => {
    d[to] = values[from]!;
    for (let k = 0; k < n; k++) v[k * n + to] = columns[k * n + from]!;
  });
}
