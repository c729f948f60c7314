/*
 * Blocks of a float32 matrix product that stay in registers for a whole run of k, and how they are written. A comes in panels of four
 * rows, B in rows of eight columns, each with its elements in the order of use.
 */
import { multiplyAdd } from './simd';

/** The tile: more rows or columns spill registers in one engine or another. */
export const ROWS: i32 = 4;
export const COLUMNS: i32 = 8;
/**
 * Whether the largest tile makes two steps of k a turn. Without fused operations the engine's code for a step is as much addresses
 * and tests as arithmetic (measured on Node 20: 15 % faster); with them one step is faster.
 */
const TWO_STEPS: bool = !ASC_FEATURE_RELAXED_SIMD;

/** How the current product is written. Globals belong to an instance: threads do not share them. */
let outRow: usize = 0;
let outColumn: usize = 0;
let biasRow: usize = 0;
let biasColumn: usize = 0;
let biased: bool = false;
let rectified: bool = false;
/** Whether the current run of k is the first one, and the last. */
let first: bool = false;
let last: bool = false;

/** Sets how the products that follow are written: strides in elements; whether there is a bias, and whether nothing is below 0. */
export function aim(row: i32, column: i32, hasBias: bool, biasRowStride: i32, biasColumnStride: i32, relu: bool): void {
  outRow = bytes(row);
  outColumn = bytes(column);
  biased = hasBias;
  biasRow = bytes(biasRowStride);
  biasColumn = bytes(biasColumnStride);
  rectified = relu;
}

/** Sets which run of k follows: sums are added to those of the ones before, and the last one brings bias and activation. */
// @ts-ignore: decorator
@inline
export function stage(isFirst: bool, isLast: bool): void {
  first = isFirst;
  last = isLast;
}

/** Where element (row, column) of an output is whose first element is at `out`. */
// @ts-ignore: decorator
@inline
export function outAt(out: usize, row: i32, column: i32): usize {
  return out + <usize>row * outRow + <usize>column * outColumn;
}

/** Its bias likewise. */
// @ts-ignore: decorator
@inline
export function biasAt(bias: usize, row: i32, column: i32): usize {
  return bias + <usize>row * biasRow + <usize>column * biasColumn;
}

// @ts-ignore: decorator
@inline
export function bytes(elements: i32): usize {
  return <usize>elements << 2;
}

/** `rows` up to 4 and `columns` up to 8, from a panel of A, and from rows of B that are `bStep` apart. */
export function tile(rows: i32, columns: i32, depth: i32, a: usize, b: usize, bStep: usize, out: usize, bias: usize): void {
  if (columns > 4) {
    if (TWO_STEPS && rows == 4 && bStep == bytes(COLUMNS)) panel4x8(columns, depth, a, b, out, bias);
    else if (rows == 4) tile4x8(columns, depth, a, b, bStep, out, bias);
    else if (rows == 3) tile3x8(columns, depth, a, b, bStep, out, bias);
    else if (rows == 2) tile2x8(columns, depth, a, b, bStep, out, bias);
    else tile1x8(columns, depth, a, b, bStep, out, bias);
  } else if (rows > 2) tile4x4(rows, columns, depth, a, b, bStep, out, bias);
  else tile2x4(rows, columns, depth, a, b, bStep, out, bias);
}

/** B in a panel. */
function panel4x8(columns: i32, depth: i32, a: usize, b: usize, out: usize, bias: usize): void {
  tileOf(4, true, 4, columns, depth, a, b, bytes(COLUMNS), out, bias, true);
}

function tile4x8(columns: i32, depth: i32, a: usize, b: usize, bStep: usize, out: usize, bias: usize): void {
  tileOf(4, true, 4, columns, depth, a, b, bStep, out, bias, false);
}

function tile3x8(columns: i32, depth: i32, a: usize, b: usize, bStep: usize, out: usize, bias: usize): void {
  tileOf(3, true, 3, columns, depth, a, b, bStep, out, bias, false);
}

function tile2x8(columns: i32, depth: i32, a: usize, b: usize, bStep: usize, out: usize, bias: usize): void {
  tileOf(2, true, 2, columns, depth, a, b, bStep, out, bias, false);
}

function tile1x8(columns: i32, depth: i32, a: usize, b: usize, bStep: usize, out: usize, bias: usize): void {
  tileOf(1, true, 1, columns, depth, a, b, bStep, out, bias, false);
}

/** Three rows or four. */
function tile4x4(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  b: usize,
  bStep: usize,
  out: usize,
  bias: usize,
): void {
  tileOf(4, false, rows, columns, depth, a, b, bStep, out, bias, false);
}

/** One row or two. */
function tile2x4(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  b: usize,
  bStep: usize,
  out: usize,
  bias: usize,
): void {
  tileOf(2, false, rows, columns, depth, a, b, bStep, out, bias, false);
}

/**
 * The tile for constant `height`, `wide` and `twice`: two steps a turn, for four rows of a panel. The order of loads is the one that the
 * engine allocates registers well for; the test between the steps keeps it from loading for both at once.
 */
// @ts-ignore: decorator
@inline
function tileOf(
  height: i32,
  wide: bool,
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  b: usize,
  bStep: usize,
  out: usize,
  bias: usize,
  twice: bool,
): void {
  const zero = f32x4.splat(0);
  let c00 = zero;
  let c01 = zero;
  let c10 = zero;
  let c11 = zero;
  let c20 = zero;
  let c21 = zero;
  let c30 = zero;
  let c31 = zero;
  const end = a + bytes(depth * ROWS);
  const lastStep = end - bytes(ROWS);
  while (a != end) {
    let b0 = v128.load(b);
    let b1 = wide ? v128.load(b, 16) : zero;
    let x = v128.load32_splat(a);
    c00 = multiplyAdd(x, b0, c00);
    if (wide) c01 = multiplyAdd(x, b1, c01);
    if (height > 1) {
      x = v128.load32_splat(a, 4);
      c10 = multiplyAdd(x, b0, c10);
      if (wide) c11 = multiplyAdd(x, b1, c11);
    }
    if (height > 2) {
      x = v128.load32_splat(a, 8);
      c20 = multiplyAdd(x, b0, c20);
      if (wide) c21 = multiplyAdd(x, b1, c21);
    }
    if (height > 3) {
      x = v128.load32_splat(a, 12);
      c30 = multiplyAdd(x, b0, c30);
      if (wide) c31 = multiplyAdd(x, b1, c31);
    }
    if (twice) {
      if (a == lastStep) break;
      b0 = v128.load(b, 32);
      b1 = v128.load(b, 48);
      x = v128.load32_splat(a, 16);
      c00 = multiplyAdd(x, b0, c00);
      c01 = multiplyAdd(x, b1, c01);
      x = v128.load32_splat(a, 20);
      c10 = multiplyAdd(x, b0, c10);
      c11 = multiplyAdd(x, b1, c11);
      x = v128.load32_splat(a, 24);
      c20 = multiplyAdd(x, b0, c20);
      c21 = multiplyAdd(x, b1, c21);
      x = v128.load32_splat(a, 28);
      c30 = multiplyAdd(x, b0, c30);
      c31 = multiplyAdd(x, b1, c31);
      a += bytes(ROWS);
      b += bytes(COLUMNS);
    }
    a += bytes(ROWS);
    b += bStep;
  }
  const isLargest = height == 4 && wide && twice == TWO_STEPS;
  if (isLargest) {
    write(out, bias, c00, c01, columns);
    write(out + outRow, bias + biasRow, c10, c11, columns);
    write(out + 2 * outRow, bias + 2 * biasRow, c20, c21, columns);
    write(out + 3 * outRow, bias + 3 * biasRow, c30, c31, columns);
    return;
  }
  writeApart(out, bias, c00, c01, columns);
  if (height > 1 && rows > 1) writeApart(out + outRow, bias + biasRow, c10, c11, columns);
  if (height > 2 && rows > 2) writeApart(out + 2 * outRow, bias + 2 * biasRow, c20, c21, columns);
  if (height > 3 && rows > 3) writeApart(out + 3 * outRow, bias + 3 * biasRow, c30, c31, columns);
}

/** One row by 32 columns: whole cache lines of B. */
export function row32(depth: i32, a: usize, b: usize, bStep: usize, out: usize, bias: usize): void {
  let c0 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  let c2 = f32x4.splat(0);
  let c3 = f32x4.splat(0);
  let c4 = f32x4.splat(0);
  let c5 = f32x4.splat(0);
  let c6 = f32x4.splat(0);
  let c7 = f32x4.splat(0);
  const end = a + bytes(depth * ROWS);
  while (a != end) {
    const x = v128.load32_splat(a);
    c0 = multiplyAdd(x, v128.load(b), c0);
    c1 = multiplyAdd(x, v128.load(b, 16), c1);
    c2 = multiplyAdd(x, v128.load(b, 32), c2);
    c3 = multiplyAdd(x, v128.load(b, 48), c3);
    c4 = multiplyAdd(x, v128.load(b, 64), c4);
    c5 = multiplyAdd(x, v128.load(b, 80), c5);
    c6 = multiplyAdd(x, v128.load(b, 96), c6);
    c7 = multiplyAdd(x, v128.load(b, 112), c7);
    a += bytes(ROWS);
    b += bStep;
  }
  writeApart(out, bias, c0, c1, COLUMNS);
  writeApart(out + 8 * outColumn, bias + 8 * biasColumn, c2, c3, COLUMNS);
  writeApart(out + 16 * outColumn, bias + 16 * biasColumn, c4, c5, COLUMNS);
  writeApart(out + 24 * outColumn, bias + 24 * biasColumn, c6, c7, COLUMNS);
}

/** One row times four columns, of which `columns` are written; two steps of four in flight. */
export function dots(depth: i32, a: usize, b: usize, bStep: usize, columns: i32, out: usize, bias: usize): void {
  let c0 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  let c2 = f32x4.splat(0);
  let c3 = f32x4.splat(0);
  let d0 = f32x4.splat(0);
  let d1 = f32x4.splat(0);
  let d2 = f32x4.splat(0);
  let d3 = f32x4.splat(0);
  let b1 = b + bStep;
  let b2 = b1 + bStep;
  let b3 = b2 + bStep;
  for (; depth >= 8; depth -= 8) {
    const x = v128.load(a);
    c0 = multiplyAdd(x, v128.load(b), c0);
    c1 = multiplyAdd(x, v128.load(b1), c1);
    c2 = multiplyAdd(x, v128.load(b2), c2);
    c3 = multiplyAdd(x, v128.load(b3), c3);
    const y = v128.load(a, 16);
    d0 = multiplyAdd(y, v128.load(b, 16), d0);
    d1 = multiplyAdd(y, v128.load(b1, 16), d1);
    d2 = multiplyAdd(y, v128.load(b2, 16), d2);
    d3 = multiplyAdd(y, v128.load(b3, 16), d3);
    a += 32;
    b += 32;
    b1 += 32;
    b2 += 32;
    b3 += 32;
  }
  for (; depth > 0; depth--) {
    const x = v128.load32_zero(a);
    c0 = multiplyAdd(x, v128.load32_zero(b), c0);
    c1 = multiplyAdd(x, v128.load32_zero(b1), c1);
    c2 = multiplyAdd(x, v128.load32_zero(b2), c2);
    c3 = multiplyAdd(x, v128.load32_zero(b3), c3);
    a += 4;
    b += 4;
    b1 += 4;
    b2 += 4;
    b3 += 4;
  }
  const s01 = pairSums(f32x4.add(c0, d0), f32x4.add(c1, d1));
  const s23 = pairSums(f32x4.add(c2, d2), f32x4.add(c3, d3));
  writeApart(out, bias, pairSums(s01, s23), f32x4.splat(0), columns);
}

/** (x0 + x1, x2 + x3, y0 + y1, y2 + y3) */
// @ts-ignore: decorator
@inline
function pairSums(x: v128, y: v128): v128 {
  return f32x4.add(v128.shuffle<f32>(x, y, 0, 2, 4, 6), v128.shuffle<f32>(x, y, 1, 3, 5, 7));
}

/** `write` where it is not worth its code again: edges, and tiles of few rows. */
function writeApart(out: usize, bias: usize, low: v128, high: v128, columns: i32): void {
  write(out, bias, low, high, columns);
}

/** Up to eight sums of a row into the output. */
// @ts-ignore: decorator
@inline
function write(out: usize, bias: usize, low: v128, high: v128, columns: i32): void {
  if (columns < COLUMNS || outColumn != 4 || (biased && biasColumn > 4)) writePart(out, bias, low, high, columns);
  else {
    if (!first) {
      low = f32x4.add(v128.load(out), low);
      high = f32x4.add(v128.load(out, 16), high);
    }
    if (last && biased) {
      low = f32x4.add(low, biasColumn == 0 ? v128.load32_splat(bias) : v128.load(bias));
      high = f32x4.add(high, biasColumn == 0 ? v128.load32_splat(bias) : v128.load(bias, 16));
    }
    if (last && rectified) {
      low = rectify(low);
      high = rectify(high);
    }
    v128.store(out, low);
    v128.store(out, high, 16);
  }
}

/** Negative values become 0; NaN stays. */
// @ts-ignore: decorator
@inline
function rectify(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0));
}

/** Fewer than eight, or an output that takes no vectors. */
function writePart(out: usize, bias: usize, low: v128, high: v128, columns: i32): void {
  if (columns >= 4 && outColumn == 4 && (biasColumn <= 4 || !biased)) {
    if (!first) low = f32x4.add(v128.load(out), low);
    if (last && biased) low = f32x4.add(low, biasColumn == 0 ? v128.load32_splat(bias) : v128.load(bias));
    if (last && rectified) low = rectify(low);
    v128.store(out, low);
  } else writeLanes(out, bias, low, min(columns, 4));
  if (columns > 4) writeLanes(out + 4 * outColumn, bias + 4 * biasColumn, high, columns - 4);
}

/** Up to four, one by one. */
function writeLanes(out: usize, bias: usize, sums: v128, columns: i32): void {
  for (; columns > 0; columns--) {
    let x = f32x4.extract_lane(sums, 0);
    if (!first) x += load<f32>(out);
    if (last && biased) x += load<f32>(bias);
    if (last && rectified && x < 0) x = 0;
    store<f32>(out, x);
    sums = v128.shuffle<f32>(sums, sums, 1, 2, 3, 0);
    out += outColumn;
    bias += biasColumn;
  }
}
