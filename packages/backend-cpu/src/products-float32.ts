import type { Matrix } from './products.js';

/*
 * The fused multiply-add: the product of two float32 is exact in float64, and the sum is rounded to float32. Blocks keep many
 * independent chains of them in flight, and need no copy of an operand whatever its strides. A block that would reach over an
 * edge is moved back: it computes some elements a second time, to the same bits.
 */

/** @internal */
export function float32Products(a: Matrix, b: Matrix, out: Matrix, m: number, k: number, n: number): void {
  if (m >= 4 && n >= 4) inBlocks(a, b, out, m, k, n);
  else if (n >= 8) inRows(a, b, out, m, k, n);
  else if (m >= 8) inRows(transposed(b), transposed(a), transposed(out), n, k, m);
  else oneByOne(a, b, out, m, k, n);
}

function transposed({ array, at, row, column }: Matrix): Matrix {
  return { array, at, row: column, column: row };
}

function inBlocks(a: Matrix, b: Matrix, out: Matrix, m: number, k: number, n: number): void {
  for (let j = 0; j < n; j += 4) {
    const column = Math.min(j, n - 4);
    for (let i = 0; i < m; i += 4) {
      const row = Math.min(i, m - 4);
      block4x4(
        a.array as Float32Array,
        a.at + row * a.row,
        a.row,
        a.column,
        b.array as Float32Array,
        b.at + column * b.column,
        b.row,
        b.column,
        k,
        out.array as Float32Array,
        out.at + row * out.row + column * out.column,
        out.row,
        out.column,
      );
    }
  }
}

function inRows(a: Matrix, b: Matrix, out: Matrix, m: number, k: number, n: number): void {
  for (let row = 0; row < m; row++) {
    for (let j = 0; j < n; j += 8) {
      const column = Math.min(j, n - 8);
      row8(
        a.array as Float32Array,
        a.at + row * a.row,
        a.column,
        b.array as Float32Array,
        b.at + column * b.column,
        b.row,
        b.column,
        k,
        out.array as Float32Array,
        out.at + row * out.row + column * out.column,
        out.column,
      );
    }
  }
}

function oneByOne(a: Matrix, b: Matrix, out: Matrix, m: number, k: number, n: number): void {
  const x = a.array as Float32Array;
  const y = b.array as Float32Array;
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      let i = a.at + row * a.row;
      let j = b.at + column * b.column;
      let sum = 0;
      for (let t = 0; t < k; t++, i += a.column, j += b.row) sum = Math.fround(x[i]! * y[j]! + sum);
      out.array[out.at + row * out.row + column * out.column] = sum;
    }
  }
}

/** Four rows by four columns. `i`, `j`, `o` are first elements; `ar`, `or` lead to the next row, `bc`, `oc` to the next column, `ak`, `bk` along k. */
function block4x4(
  a: Float32Array,
  i: number,
  ar: number,
  ak: number,
  b: Float32Array,
  j: number,
  bk: number,
  bc: number,
  k: number,
  out: Float32Array,
  o: number,
  or: number,
  oc: number,
): void {
  const f = Math.fround;
  const a2 = 2 * ar;
  const a3 = 3 * ar;
  const b2 = 2 * bc;
  const b3 = 3 * bc;
  let s00 = 0,
    s01 = 0,
    s02 = 0,
    s03 = 0;
  let s10 = 0,
    s11 = 0,
    s12 = 0,
    s13 = 0;
  let s20 = 0,
    s21 = 0,
    s22 = 0,
    s23 = 0;
  let s30 = 0,
    s31 = 0,
    s32 = 0,
    s33 = 0;
  for (let t = 0; t < k; t++, i += ak, j += bk) {
    const y0 = b[j]!;
    const y1 = b[j + bc]!;
    const y2 = b[j + b2]!;
    const y3 = b[j + b3]!;
    let x = a[i]!;
    s00 = f(x * y0 + s00);
    s01 = f(x * y1 + s01);
    s02 = f(x * y2 + s02);
    s03 = f(x * y3 + s03);
    x = a[i + ar]!;
    s10 = f(x * y0 + s10);
    s11 = f(x * y1 + s11);
    s12 = f(x * y2 + s12);
    s13 = f(x * y3 + s13);
    x = a[i + a2]!;
    s20 = f(x * y0 + s20);
    s21 = f(x * y1 + s21);
    s22 = f(x * y2 + s22);
    s23 = f(x * y3 + s23);
    x = a[i + a3]!;
    s30 = f(x * y0 + s30);
    s31 = f(x * y1 + s31);
    s32 = f(x * y2 + s32);
    s33 = f(x * y3 + s33);
  }
  const o2 = 2 * oc;
  const o3 = 3 * oc;
  out[o] = s00;
  out[o + oc] = s01;
  out[o + o2] = s02;
  out[o + o3] = s03;
  o += or;
  out[o] = s10;
  out[o + oc] = s11;
  out[o + o2] = s12;
  out[o + o3] = s13;
  o += or;
  out[o] = s20;
  out[o + oc] = s21;
  out[o + o2] = s22;
  out[o + o3] = s23;
  o += or;
  out[o] = s30;
  out[o + oc] = s31;
  out[o + o2] = s32;
  out[o + o3] = s33;
}

/** One row by eight columns. */
function row8(
  a: Float32Array,
  i: number,
  ak: number,
  b: Float32Array,
  j: number,
  bk: number,
  bc: number,
  k: number,
  out: Float32Array,
  o: number,
  oc: number,
): void {
  const f = Math.fround;
  const b2 = 2 * bc,
    b3 = 3 * bc,
    b4 = 4 * bc,
    b5 = 5 * bc,
    b6 = 6 * bc,
    b7 = 7 * bc;
  let s0 = 0,
    s1 = 0,
    s2 = 0,
    s3 = 0,
    s4 = 0,
    s5 = 0,
    s6 = 0,
    s7 = 0;
  for (let t = 0; t < k; t++, i += ak, j += bk) {
    const x = a[i]!;
    s0 = f(x * b[j]! + s0);
    s1 = f(x * b[j + bc]! + s1);
    s2 = f(x * b[j + b2]! + s2);
    s3 = f(x * b[j + b3]! + s3);
    s4 = f(x * b[j + b4]! + s4);
    s5 = f(x * b[j + b5]! + s5);
    s6 = f(x * b[j + b6]! + s6);
    s7 = f(x * b[j + b7]! + s7);
  }
  out[o] = s0;
  out[(o += oc)] = s1;
  out[(o += oc)] = s2;
  out[(o += oc)] = s3;
  out[(o += oc)] = s4;
  out[(o += oc)] = s5;
  out[(o += oc)] = s6;
  out[o + oc] = s7;
}
