/*
 * float32 arithmetic in double: what a fused multiply-add gives, on machines and in builds without one. The product of two
 * float32 is exact in double, so a · b + c, rounded to float32 at once, is the fused result wherever the sum is exact or not
 * half-way between two float32.
 */

/** The first two of four float32, as doubles. */
// @ts-ignore: decorator
@inline
export function low(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

/** The last two. */
// @ts-ignore: decorator
@inline
export function high(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
}

/** Two pairs of doubles, rounded to four float32. */
// @ts-ignore: decorator
@inline
export function narrow(first: v128, second: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(first), f32x4.demote_f64x2_zero(second), 0, 1, 4, 5);
}

/** Doubles rounded to float32. */
// @ts-ignore: decorator
@inline
export function round(x: v128): v128 {
  return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(x));
}

/** Half a unit in the last place of a float32, and all that belongs to a float32, in the bits of a double. */
const HALF: usize = memory.data<u64>([0x10000000], 8);
const KEPT: usize = memory.data<u64>([0xffffffffe0000000], 8);
const LOST: usize = memory.data<u64>([0x1fffffff], 8);

/** `round` where the result is a normal float32 and a tie may go away from 0. Faster. */
// @ts-ignore: decorator
@inline
export function roundAway(x: v128): v128 {
  return v128.and(i64x2.add(x, v128.load64_splat(HALF)), v128.load64_splat(KEPT));
}

/** a · b + c in double. */
// @ts-ignore: decorator
@inline
export function sum(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c);
}

/** Whether a double lies half-way between two normal float32: then `round` may be wrong about the sum that it was rounded from. */
// @ts-ignore: decorator
@inline
export function isTie(x: v128): v128 {
  return i64x2.eq(v128.and(x, v128.load64_splat(LOST)), v128.load64_splat(HALF));
}

/** The fused a · b + c of float32, always: the sum in double is rounded to odd, so that rounding once more does no harm. */
export function fused(a: v128, b: v128, c: v128): v128 {
  return narrow(oddSum(low(a), low(b), low(c)), oddSum(high(a), high(b), high(c)));
}

// @ts-ignore: decorator
@inline
function oddSum(a: v128, b: v128, c: v128): v128 {
  const product = f64x2.mul(a, b);
  const total = f64x2.add(product, c);
  const shadow = f64x2.sub(total, product);
  const missing = f64x2.add(f64x2.sub(product, f64x2.sub(total, shadow)), f64x2.sub(c, shadow));
  const zero = i64x2.splat(0);
  const one = i64x2.splat(1);
  // Where something is missing and the last bit is even, one unit towards what is missing.
  const adjust = v128.andnot(v128.and(f64x2.ne(missing, zero), one), total);
  const inwards = i64x2.shr_s(v128.xor(missing, total), 63);
  return i64x2.add(total, i64x2.sub(v128.xor(adjust, inwards), inwards));
}
