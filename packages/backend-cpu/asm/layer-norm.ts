/* Rows that lie together, brought to mean 0 and variance 1 and then scaled and moved element by element; and back, the gradients. */
import { sumOfLanes, sumOfRow } from './reduce';

/** out = (x - mean) / sqrt(variance + epsilon) · weight + bias; `weight` and `bias` 0: without. In place is allowed. */
export function layerNorm(x: usize, out: usize, rows: i32, n: i32, weight: usize, bias: usize, epsilon: f64): void {
  const size = <usize>n << 2;
  for (; rows > 0; rows--) {
    const mean = <f32>(sumOfRow(x, n) / <f64>n);
    normalize(x, out, n, weight, bias, mean, factorOf(x, n, mean, epsilon));
    x += size;
    out += size;
  }
}

/** Rows whose gradients of weight and bias are added up in float32, and then to doubles. */
const ROWS: i32 = 32;

/**
 * The gradients of the operands, from that of the output. Of z = (x - mean) · factor, with g = dy · weight:
 * dx = (g - mean(g) - z · mean(g · z)) · factor, dWeight = the sum of dy · z over rows and dBias that of dy; `weight` 0: only dx.
 * `sums`: 16 n bytes.
 */
export function layerNormBackward(
  dy: usize,
  x: usize,
  dx: usize,
  rows: i32,
  n: i32,
  weight: usize,
  dWeight: usize,
  dBias: usize,
  epsilon: f64,
  sums: usize,
): void {
  const size = <usize>n << 2;
  if (weight != 0) {
    memory.fill(sums, 0, size << 2);
    memory.fill(dWeight, 0, size);
    memory.fill(dBias, 0, size);
  }
  while (rows > 0) {
    for (let end = dy + <usize>min(rows, ROWS) * size; dy != end; dy += size) {
      const mean = <f32>(sumOfRow(x, n) / <f64>n);
      gradients(dy, x, dx, n, weight, dWeight, dBias, mean, factorOf(x, n, mean, epsilon));
      x += size;
      dx += size;
    }
    rows -= ROWS;
    if (weight != 0) {
      collect(dWeight, sums, n, rows <= 0);
      collect(dBias, sums + (size << 1), n, rows <= 0);
    }
  }
}

/** Adds to the sums and begins again from 0, or from the sums at the last. */
function collect(part: usize, sums: usize, n: i32, last: bool): void {
  for (; n > 0; n--) {
    const sum = load<f64>(sums) + <f64>load<f32>(part);
    store<f64>(sums, sum);
    store<f32>(part, last ? <f32>sum : 0);
    part += 4;
    sums += 8;
  }
}

/** Of one row: writes dx, and adds to the others. */
function gradients(
  dy: usize,
  x: usize,
  dx: usize,
  n: i32,
  weight: usize,
  dWeight: usize,
  dBias: usize,
  mean: f32,
  factor: f32,
): void {
  const shift = f32x4.splat(mean);
  const scale = f32x4.splat(factor);
  const whole = <usize>(n & ~3) << 2;
  const end = <usize>n << 2;
  let sum: f64 = 0;
  let product: f64 = 0;
  let at: usize = 0;
  while (at < whole) {
    let s = f32x4.splat(0);
    let p = s;
    for (const stop = min(at + (RUN << 2), whole); at < stop; at += 16) {
      const d = v128.load(dy + at);
      const z = f32x4.mul(f32x4.sub(v128.load(x + at), shift), scale);
      let g = d;
      if (weight != 0) {
        g = f32x4.mul(d, v128.load(weight + at));
        v128.store(dWeight + at, f32x4.add(v128.load(dWeight + at), f32x4.mul(d, z)));
        v128.store(dBias + at, f32x4.add(v128.load(dBias + at), d));
      }
      s = f32x4.add(s, g);
      p = f32x4.add(p, f32x4.mul(g, z));
    }
    sum += sumOfLanes(s);
    product += sumOfLanes(p);
  }
  for (; at < end; at += 4) {
    const d = load<f32>(dy + at);
    const z = (load<f32>(x + at) - mean) * factor;
    let g = d;
    if (weight != 0) {
      g = d * load<f32>(weight + at);
      store<f32>(dWeight + at, load<f32>(dWeight + at) + d * z);
      store<f32>(dBias + at, load<f32>(dBias + at) + d);
    }
    sum += <f64>g;
    product += <f64>(g * z);
  }
  const meanOfG = <f32>(sum / <f64>n);
  const slope = <f32>(product / <f64>n);
  for (at = 0; at < whole; at += 16) {
    const d = v128.load(dy + at);
    const z = f32x4.mul(f32x4.sub(v128.load(x + at), shift), scale);
    const g = f32x4.sub(weight == 0 ? d : f32x4.mul(d, v128.load(weight + at)), f32x4.splat(meanOfG));
    v128.store(dx + at, f32x4.mul(f32x4.sub(g, f32x4.mul(z, f32x4.splat(slope))), scale));
  }
  for (; at < end; at += 4) {
    const z = (load<f32>(x + at) - mean) * factor;
    const g = load<f32>(dy + at) * (weight == 0 ? 1 : load<f32>(weight + at)) - meanOfG;
    store<f32>(dx + at, (g - z * slope) * factor);
  }
}

/** 1 / sqrt(variance + epsilon). */
function factorOf(x: usize, n: i32, mean: f32, epsilon: f64): f32 {
  return <f32>(1 / sqrt<f64>(sumOfSquares(x, n, mean) / <f64>n + epsilon));
}

/** Elements of a row that are added up in float32. */
const RUN: i32 = 256;

/** The sum of (x - mean)². */
function sumOfSquares(x: usize, n: i32, mean: f32): f64 {
  const shift = f32x4.splat(mean);
  let total: f64 = 0;
  while (n >= 16) {
    const part = min(n & ~15, RUN);
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (const end = x + (<usize>part << 2); x != end; x += 64) {
      a = f32x4.add(a, squared(f32x4.sub(v128.load(x), shift)));
      b = f32x4.add(b, squared(f32x4.sub(v128.load(x, 16), shift)));
      c = f32x4.add(c, squared(f32x4.sub(v128.load(x, 32), shift)));
      d = f32x4.add(d, squared(f32x4.sub(v128.load(x, 48), shift)));
    }
    a = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
    a = f32x4.add(a, v128.shuffle<f32>(a, a, 2, 3, 2, 3));
    total += <f64>f32x4.extract_lane(a, 0) + <f64>f32x4.extract_lane(a, 1);
    n -= part;
  }
  for (; n > 0; n--) {
    const y = <f64>load<f32>(x) - <f64>mean;
    total += y * y;
    x += 4;
  }
  return total;
}

// @ts-ignore: decorator
@inline
function squared(x: v128): v128 {
  return f32x4.mul(x, x);
}

function normalize(x: usize, out: usize, n: i32, weight: usize, bias: usize, mean: f32, factor: f32): void {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  let at: usize = 0;
  for (const whole = <usize>(n & ~3) << 2; at < whole; at += 16) {
    const y = f32x4.mul(f32x4.sub(v128.load(x + at), f32x4.splat(mean)), f32x4.splat(factor));
    const scale = weight == 0 ? one : v128.load(weight + at);
    v128.store(out + at, f32x4.add(f32x4.mul(y, scale), bias == 0 ? zero : v128.load(bias + at)));
  }
  for (const end = <usize>n << 2; at < end; at += 4) {
    const y = (load<f32>(x + at) - mean) * factor * (weight == 0 ? 1 : load<f32>(weight + at));
    store<f32>(out + at, y + (bias == 0 ? 0 : load<f32>(bias + at)));
  }
}
