/** A square matrix as P·A = L·U, packed into one: U on and above the diagonal, L below. Row by row. */
export interface Lu {
  readonly packed: Float64Array;
  /** Row i of L·U is row order[i] of A. */
  readonly order: Int32Array;
  /** +1 or −1: whether the exchanges are even. */
  readonly sign: number;
  /** Where the first zero pivot is; −1 for none. */
  readonly singularAt: number;
}

/** Elimination with row exchanges (the greatest pivot of a column). A zero pivot is passed over. */
export function lu(a: Float64Array, n: number): Lu {
  const packed = a.slice();
  const order = Int32Array.from({ length: n }, (_, i) => i);
  let sign = 1;
  let singularAt = -1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(packed[i * n + k]!) > Math.abs(packed[pivot * n + k]!)) pivot = i;
    if (pivot !== k) {
      exchangeRows(packed, n, k, pivot);
      [order[k], order[pivot]] = [order[pivot]!, order[k]!];
      sign = -sign;
    }
    const top = packed[k * n + k]!;
    if (top === 0) {
      if (singularAt < 0) singularAt = k;
      continue;
    }
    for (let i = k + 1; i < n; i++) {
      const factor = packed[i * n + k]! / top;
      packed[i * n + k] = factor;
      if (factor === 0) continue;
      for (let j = k + 1; j < n; j++) packed[i * n + j]! -= factor * packed[k * n + j]!;
    }
  }
  return { packed, order, sign, singularAt };
}

function exchangeRows(a: Float64Array, n: number, i: number, k: number): void {
  for (let j = 0; j < n; j++) {
    const kept = a[i * n + j]!;
    a[i * n + j] = a[k * n + j]!;
    a[k * n + j] = kept;
  }
}

/** X of A·X = B, for B of `columns` columns. */
export function luSolve({ packed, order }: Lu, n: number, b: Float64Array, columns: number, x: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const from = order[i]! * columns;
    for (let j = 0; j < columns; j++) x[i * columns + j] = b[from + j]!;
  }
  substitute(packed, n, x, columns, false, true);
  substitute(packed, n, x, columns, true, false);
}

/** Solves T·X = B in place, for the upper or lower triangle T of a matrix; with `unit`, its diagonal counts as 1. */
export function substitute(
  t: Float64Array,
  n: number,
  x: Float64Array,
  columns: number,
  upper: boolean,
  unit: boolean,
): void {
  for (let step = 0; step < n; step++) {
    const i = upper ? n - 1 - step : step;
    const row = i * columns;
    for (let k = upper ? i + 1 : 0, end = upper ? n : i; k < end; k++) {
      const factor = t[i * n + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < columns; j++) x[row + j]! -= factor * x[k * columns + j]!;
    }
    if (unit) continue;
    const pivot = t[i * n + i]!;
    for (let j = 0; j < columns; j++) x[row + j]! /= pivot;
  }
}

/** sign · Π of the diagonal. */
export function luDeterminant({ packed, sign }: Lu, n: number): number {
  let product = sign;
  for (let i = 0; i < n; i++) product *= packed[i * n + i]!;
  return product;
}

/** The determinant as its sign and the logarithm of its absolute value. */
export function luLogDeterminant({ packed, sign }: Lu, n: number): readonly [sign: number, logarithm: number] {
  let logarithm = 0;
  let signs = sign;
  for (let i = 0; i < n; i++) {
    const pivot = packed[i * n + i]!;
    logarithm += Math.log(Math.abs(pivot));
    if (Number.isNaN(pivot)) signs = Number.NaN;
    else signs *= Math.sign(pivot);
  }
  return [signs, logarithm];
}
