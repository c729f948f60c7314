/*
 * What `orthonormalized` adds and multiplies, and in which order, decides values that must never change. Faster code is welcome where each sum keeps
 * its order.
 */

/** How many reflections are carried out at a time: so often less does the matrix go through the cache. */
export const width = 4;

/** A product of `width` reflections, the first ones leftmost: I − V·T·Vᵀ (Schreiber and Van Loan, 1989). */
export interface Reflections {
  /** V, row by row: `width` numbers each. */
  readonly vectors: Float64Array;
  /** T, row by row. */
  readonly factor: Float64Array;
}

/**
 * The product of the reflections whose vectors stand in columns `start` up to `end` of `a`, from the diagonal down; or its transpose,
 * which is their product in the opposite order. Those that lack to `width` are identities.
 */
export function productOf(
  a: Float64Array,
  rows: number,
  start: number,
  end: number,
  scales: Float64Array,
  transposed: boolean,
): Reflections {
  const vectors = new Float64Array((rows - start) * width);
  for (let p = 0; p < end - start; p++) {
    const column = (start + p) * rows + start;
    for (let i = p; i < rows - start; i++) vectors[i * width + p] = a[column + i]!;
  }
  const factor = new Float64Array(width * width);
  for (let p = 0; p < end - start; p++) {
    const scale = scales[start + p]!;
    factor[p * width + p] = scale;
    const dots = dotsWith(vectors, p);
    for (let r = 0; r < p; r++) {
      let sum = 0;
      for (let c = r; c < p; c++) sum += factor[r * width + c]! * dots[c]!;
      factor[r * width + p] = -scale * sum;
    }
  }
  return { vectors, factor: transposed ? transpose(factor) : factor };
}

/** Applies the product to columns `from` up to `to` of `x`, from row `start` down. */
export function apply(
  { vectors, factor }: Reflections,
  x: Float64Array,
  rows: number,
  start: number,
  from: number,
  to: number,
): void {
  let column = from;
  for (; column + 2 <= to; column += 2) applyToTwo(vectors, factor, x, column * rows + start, rows);
  if (column < to) applyToOne(vectors, factor, x, column * rows + start);
}

function dotsWith(vectors: Float64Array, p: number): Float64Array {
  const dots = new Float64Array(width);
  for (let i = 0; i < vectors.length; i += width) {
    for (let c = 0; c < p; c++) dots[c]! += vectors[i + c]! * vectors[i + p]!;
  }
  return dots;
}

function transpose(factor: Float64Array): Float64Array {
  return factor.map((_, i) => factor[(i % width) * width + Math.floor(i / width)]!);
}

/** Two columns at once: the vectors are read once for both, and eight sums do not wait for one another. */
function applyToTwo(v: Float64Array, t: Float64Array, x: Float64Array, start: number, step: number): void {
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let a3 = 0;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let b3 = 0;
  for (let i = 0, p = start; i < v.length; i += 4, p++) {
    const v0 = v[i]!;
    const v1 = v[i + 1]!;
    const v2 = v[i + 2]!;
    const v3 = v[i + 3]!;
    const a = x[p]!;
    const b = x[p + step]!;
    a0 += v0 * a;
    a1 += v1 * a;
    a2 += v2 * a;
    a3 += v3 * a;
    b0 += v0 * b;
    b1 += v1 * b;
    b2 += v2 * b;
    b3 += v3 * b;
  }
  const c0 = row(t, 0, a0, a1, a2, a3);
  const c1 = row(t, 4, a0, a1, a2, a3);
  const c2 = row(t, 8, a0, a1, a2, a3);
  const c3 = row(t, 12, a0, a1, a2, a3);
  const d0 = row(t, 0, b0, b1, b2, b3);
  const d1 = row(t, 4, b0, b1, b2, b3);
  const d2 = row(t, 8, b0, b1, b2, b3);
  const d3 = row(t, 12, b0, b1, b2, b3);
  for (let i = 0, p = start; i < v.length; i += 4, p++) {
    const v0 = v[i]!;
    const v1 = v[i + 1]!;
    const v2 = v[i + 2]!;
    const v3 = v[i + 3]!;
    x[p]! -= v0 * c0 + v1 * c1 + (v2 * c2 + v3 * c3);
    x[p + step]! -= v0 * d0 + v1 * d1 + (v2 * d2 + v3 * d3);
  }
}

/** The column that has no neighbour left. */
function applyToOne(v: Float64Array, t: Float64Array, x: Float64Array, start: number): void {
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let a3 = 0;
  for (let i = 0, p = start; i < v.length; i += 4, p++) {
    const a = x[p]!;
    a0 += v[i]! * a;
    a1 += v[i + 1]! * a;
    a2 += v[i + 2]! * a;
    a3 += v[i + 3]! * a;
  }
  const c0 = row(t, 0, a0, a1, a2, a3);
  const c1 = row(t, 4, a0, a1, a2, a3);
  const c2 = row(t, 8, a0, a1, a2, a3);
  const c3 = row(t, 12, a0, a1, a2, a3);
  for (let i = 0, p = start; i < v.length; i += 4, p++) {
    x[p]! -= v[i]! * c0 + v[i + 1]! * c1 + (v[i + 2]! * c2 + v[i + 3]! * c3);
  }
}

/** A row of T times a column of four. */
function row(t: Float64Array, start: number, a: number, b: number, c: number, d: number): number {
  return t[start]! * a + t[start + 1]! * b + t[start + 2]! * c + t[start + 3]! * d;
}
