/* Rows that lie together, brought to mean 0 and variance 1 and then scaled and moved element by element. */
import { sumOfRow } from './reduce';

/**
 * out = (x - mean) / sqrt(variance + epsilon) · weight + bias; `weight` and `bias` 0: without. Also writes the mean and the factor
 * 1 / sqrt(…) of every row, for the derivative. In place is allowed.
 */
export function layerNorm(
  x: usize,
  out: usize,
  rows: i32,
  n: i32,
  weight: usize,
  bias: usize,
  epsilon: f64,
  means: usize,
  factors: usize,
): void {
  const size = <usize>n << 2;
  for (; rows > 0; rows--) {
    const mean = sumOfRow(x, n) / <f64>n;
    const factor = 1 / sqrt<f64>(sumOfSquares(x, n, <f32>mean) / <f64>n + epsilon);
    normalize(x, out, n, weight, bias, <f32>mean, <f32>factor);
    store<f32>(means, <f32>mean);
    store<f32>(factors, <f32>factor);
    x += size;
    out += size;
    means += 4;
    factors += 4;
  }
}

/** Elements whose squares are added up in float32. */
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
