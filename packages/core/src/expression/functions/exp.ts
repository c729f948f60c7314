import type { Expr, NamedFunction } from '../expr.js';
import { atLeast, atMost, ln2High, ln2Low, log2e, polynomial, roundingShift } from './float32.js';

/**
 * e^x. On float32 within 1 ulp.
 *
 * @example
 * import { buildExpression, call, exp } from '@nn/core/expression';
 *
 * buildExpression({ inputs: ['float32'], outputs: ['float32'] }, ([x]) => [call(exp, x!)]);
 */
export const exp: NamedFunction = {
  name: 'exp',
  arity: 1,
  lowerFloat32: (x) => expInRange(atMost(atLeast(x, -104), 89)),
  float64: Math.exp,
};

/**
 * e^x for x from −104 to 89, NaN and the denormal results included: x = n·ln 2 + r, e^x = 2^n·e^r. 2^n goes on in two factors, as
 * neither 2^128 nor 2^−150 is a normal number.
 */
export function expInRange(x: Expr): Expr {
  // n + 254 in the low bits, so that both halves of it are biased exponents.
  const shifted = x.mul(log2e).add(roundingShift + 254);
  const n = shifted.sub(roundingShift + 254);
  const r = x.sub(n.mul(ln2High)).sub(n.mul(ln2Low));
  const p = polynomial(r, 0.49999994, 0.16666521, 0.041668266, 0.008368675, 0.001382061).mul(r.mul(r)).add(r).add(1);
  const bits = shifted.bitcast('i32');
  const first = bits.shl(22).and(-0x800000);
  const second = bits.shl(23).sub(first);
  return p.mul(first.bitcast('f32')).mul(second.bitcast('f32'));
}
