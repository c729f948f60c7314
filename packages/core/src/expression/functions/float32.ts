import type { Expr } from '../expr.js';

/**
 * 1.5 · 2^23: adding it to a float32 below 2^22 rounds that to a whole number, ties to even, and leaves the number in the low bits.
 */
export const roundingShift = 12582912;

export const log2e = 1.4426950408889634;

/** ln 2 in two float32 parts: the first has 15 bits, so its product with an exponent is exact. */
export const ln2High = 0.693145751953125;
export const ln2Low = 1.428606765330187e-6;

/** c0 + c1·x + c2·x² + …, by Horner's rule; a last coefficient of 1 costs nothing. */
export function polynomial(x: Expr, ...coefficients: readonly number[]): Expr {
  const [leading, ...lower] = [...coefficients].reverse();
  return lower.reduce<Expr>((sum, c, i) => (i === 0 && leading === 1 ? x : sum.mul(x)).add(c), x.constant(leading!));
}

/** `limit` where x is greater, else x, NaN included: `pmin(x, limit)` of Wasm, where `min` takes several instructions. */
export function atMost(x: Expr, limit: number): Expr {
  return x.gt(limit).select(x.constant(limit), x);
}

/** `limit` where x is less, else x, NaN included. */
export function atLeast(x: Expr, limit: number): Expr {
  return x.lt(limit).select(x.constant(limit), x);
}

/** The sign bit of x, alone in 32 bits. */
export function signBit(x: Expr): Expr {
  return x.bitcast('i32').and(-0x80000000);
}

/** A value that is not negative, with the sign of x. */
export function withSignOf(x: Expr, value: Expr): Expr {
  return value.bitcast('i32').or(signBit(x)).bitcast('f32');
}
