/*
 * Sums and extremes of float32 along one axis of outer × count × inner elements that lie together. Sums are of float32 for some dozens of
 * elements and of doubles beyond that, so that their error does not grow with their length.
 */

/** Elements along the axis whose sum is taken in float32: eight vectors, sixteen of each. */
const RUN: i32 = 512;
/** Columns at a time where the axis is not the last one, and rows. The workspace has a double for each column. */
const COLUMNS: i32 = 512;
const ROWS: i32 = 8;

/** out[i][j] = the sum of x[i][·][j], divided by `divisor`. `workspace`: 4 KiB, at a multiple of 16; none for inner 1. */
export function sum(x: usize, out: usize, outer: i32, count: i32, inner: i32, divisor: f64, workspace: usize): void {
  for (; outer > 0; outer--) {
    if (inner == 1) {
      store<f32>(out, <f32>(sumOfRow(x, count) / divisor));
    } else {
      for (let column = 0; column < inner; column += COLUMNS) {
        const at = bytes(column);
        sumsOfColumns(x + at, out + at, count, inner, min(COLUMNS, inner - column), divisor, workspace);
      }
    }
    x += bytes(count * inner);
    out += bytes(inner);
  }
}

// @ts-ignore: decorator
@inline
function bytes(elements: i32): usize {
  return <usize>elements << 2;
}

/** The sum of elements that lie together. */
export function sumOfRow(x: usize, count: i32): f64 {
  let total: f64 = 0;
  while (count >= 32) {
    const part = min(count & ~31, RUN);
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let s4 = s0;
    let s5 = s0;
    let s6 = s0;
    let s7 = s0;
    for (const end = x + bytes(part); x != end; x += 128) {
      s0 = f32x4.add(s0, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x, 16));
      s2 = f32x4.add(s2, v128.load(x, 32));
      s3 = f32x4.add(s3, v128.load(x, 48));
      s4 = f32x4.add(s4, v128.load(x, 64));
      s5 = f32x4.add(s5, v128.load(x, 80));
      s6 = f32x4.add(s6, v128.load(x, 96));
      s7 = f32x4.add(s7, v128.load(x, 112));
    }
    s0 = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
    s4 = f32x4.add(f32x4.add(s4, s5), f32x4.add(s6, s7));
    total += sumOfLanes(f32x4.add(s0, s4));
    count -= part;
  }
  for (; count > 0; count--) {
    total += <f64>load<f32>(x);
    x += 4;
  }
  return total;
}

// @ts-ignore: decorator
@inline
export function sumOfLanes(x: v128): f64 {
  const pairs = f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3)));
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}

/** Column by column, eight rows at a time: as many streams as a processor reads ahead. */
function sumsOfColumns(
  x: usize,
  out: usize,
  count: i32,
  stride: i32,
  width: i32,
  divisor: f64,
  sums: usize,
): void {
  memory.fill(sums, 0, <usize>width << 3);
  const step = bytes(stride);
  const whole = bytes(width & ~3);
  while (count > 0) {
    const rows = min(count, ROWS);
    let at: usize = 0;
    if (rows == ROWS) for (; at < whole; at += 16) addTo(sums + 2 * at, sumOfEight(x + at, step));
    else {
      for (; at < whole; at += 16) {
        let s = f32x4.splat(0);
        for (let row = 0; row < rows; row++) s = f32x4.add(s, v128.load(x + at + <usize>row * step));
        addTo(sums + 2 * at, s);
      }
    }
    for (; at < bytes(width); at += 4) {
      let s: f32 = 0;
      for (let row = 0; row < rows; row++) s += load<f32>(x + at + <usize>row * step);
      store<f64>(sums + 2 * at, load<f64>(sums + 2 * at) + <f64>s);
    }
    x += <usize>rows * step;
    count -= rows;
  }
  for (let at: usize = 0; at < bytes(width); at += 4) store<f32>(out + at, <f32>(load<f64>(sums + 2 * at) / divisor));
}

// @ts-ignore: decorator
@inline
function sumOfEight(x: usize, step: usize): v128 {
  const s01 = f32x4.add(v128.load(x), v128.load(x + step));
  const s23 = f32x4.add(v128.load(x + 2 * step), v128.load(x + 3 * step));
  const s45 = f32x4.add(v128.load(x + 4 * step), v128.load(x + 5 * step));
  const s67 = f32x4.add(v128.load(x + 6 * step), v128.load(x + 7 * step));
  return f32x4.add(f32x4.add(s01, s23), f32x4.add(s45, s67));
}

/** Four float32 onto four doubles. */
// @ts-ignore: decorator
@inline
function addTo(sums: usize, x: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.promote_low_f32x4(x)));
  const rest = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
  v128.store(sums, f64x2.add(v128.load(sums, 16), rest), 16);
}

/** out[i][j] = the largest of x[i][·][j]; NaN if one of them is. `count` from 1 on. */
export function largest(x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  extremes(true, x, out, outer, count, inner);
}

/** The smallest likewise. */
export function smallest(x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  extremes(false, x, out, outer, count, inner);
}

// @ts-ignore: decorator
@inline
function extremes(large: bool, x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  for (; outer > 0; outer--) {
    if (inner == 1) store<f32>(out, large ? largestOfRow(x, count) : smallestOfRow(x, count));
    else extremesOfColumns(large, x, out, count, inner);
    x += bytes(count * inner);
    out += bytes(inner);
  }
}

/** The first unless the second goes beyond it: so the first stays if either is NaN. */
// @ts-ignore: decorator
@inline
function farther(large: bool, x: v128, y: v128): v128 {
  return large ? f32x4.pmax(x, y) : f32x4.pmin(x, y);
}

/** The largest of elements that lie together. */
export function largestOfRow(x: usize, count: i32): f32 {
  return extremeOfRow(true, x, count);
}

function smallestOfRow(x: usize, count: i32): f32 {
  return extremeOfRow(false, x, count);
}

// @ts-ignore: decorator
@inline
function extremeOfRow(large: bool, x: usize, count: i32): f32 {
  let a = v128.load32_splat(x);
  let b = a;
  let c = a;
  let d = a;
  let numbers = i32x4.splat(-1);
  for (; count >= 16; count -= 16) {
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    const x2 = v128.load(x, 32);
    const x3 = v128.load(x, 48);
    a = farther(large, a, x0);
    b = farther(large, b, x1);
    c = farther(large, c, x2);
    d = farther(large, d, x3);
    // Only NaN differs from itself.
    const two = v128.and(f32x4.eq(x0, x0), f32x4.eq(x1, x1));
    numbers = v128.and(numbers, v128.and(two, v128.and(f32x4.eq(x2, x2), f32x4.eq(x3, x3))));
    x += 64;
  }
  for (; count > 0; count--) {
    const y = v128.load32_splat(x);
    a = farther(large, a, y);
    numbers = v128.and(numbers, f32x4.eq(y, y));
    x += 4;
  }
  if (!i32x4.all_true(numbers)) return NaN;
  a = farther(large, farther(large, a, b), farther(large, c, d));
  a = farther(large, a, v128.shuffle<f32>(a, a, 2, 3, 2, 3));
  a = farther(large, a, v128.shuffle<f32>(a, a, 1, 1, 1, 1));
  return f32x4.extract_lane(a, 0);
}

/** Column by column, the output as what was found so far. */
// @ts-ignore: decorator
@inline
function extremesOfColumns(large: bool, x: usize, out: usize, count: i32, width: i32): void {
  const step = bytes(width);
  memory.copy(out, x, step);
  const whole = bytes(width & ~3);
  for (let row = 1; row < count; row += ROWS) {
    const from = x + <usize>row * step;
    const end = from + <usize>min(ROWS, count - row) * step;
    let at: usize = 0;
    for (; at < whole; at += 16) {
      let best = v128.load(out + at);
      let numbers = i32x4.splat(-1);
      for (let next = from + at; next < end; next += step) {
        const y = v128.load(next);
        best = farther(large, best, y);
        numbers = v128.and(numbers, f32x4.eq(y, y));
      }
      v128.store(out + at, v128.bitselect(best, f32x4.splat(NaN), numbers));
    }
    for (; at < step; at += 4) {
      let best = load<f32>(out + at);
      for (let next = from + at; next < end; next += step) {
        const y = load<f32>(next);
        if (y != y || (large ? y > best : y < best)) best = y;
      }
      store<f32>(out + at, best);
    }
  }
}
