import type { Expr, NamedFunction } from '../expr.js';
import { polynomial, withSignOf } from './float32.js';

/** The natural logarithm: −∞ at 0, NaN below. On float32 within 1.1 ulp. */
export const log: NamedFunction = {
  name: 'log',
  arity: 1,
  lowerFloat32: (x) => {
    const denormal = x.lt(2 ** -126);
    const bits = denormal.select(x.mul(2 ** 32), x).bitcast('i32');
    const exponent = exponentField(bits);
    const f = bits.sub(exponent).bitcast('f32').sub(1);
    const k = exponent.to('f32');
    const value = logReduced(f, denormal.select(k.sub(32 * 2 ** 23), k));
    return edges(x, value, x);
  },
  float64: Math.log,
};

/** log(1 + x), precise where that is small. On float32 within 1.5 ulp. */
export const log1p: NamedFunction = {
  name: 'log1p',
  arity: 1,
  lowerFloat32: (x) => {
    const sum = x.add(1);
    const exponent = exponentField(sum.bitcast('i32'));
    // 2^−k·(1 + x) − 1 from x itself: the bits that the sum has rounded away are still there.
    const power = exponent.constant(0x40800000).sub(exponent).bitcast('f32');
    const f = x.mul(power).add(power.sub(4)).mul(0.25);
    const value = logReduced(f, exponent.to('f32'));
    return withSignOf(x, edges(x, value, sum));
  },
  float64: Math.log1p,
};

/** √½ and what stands above its exponent: subtracted from the bits of a number, leaves k·2^23 where the number is 2^k·[√½, √2). */
const sqrtHalfBits = 0x3f3504f3;

function exponentField(bits: Expr): Expr {
  return bits.sub(sqrtHalfBits).and(-0x800000);
}

/** log(1 + f) + k·ln 2 from k·2^23. log(1 + f) = 2 artanh(s), s = f / (2 + f), the part beyond f − f²/2 small. */
function logReduced(f: Expr, k: Expr): Expr {
  const s = f.div(f.add(2));
  const z = s.mul(s);
  const r = polynomial(z, 0.66666776, 0.39977583, 0.29870808).mul(z);
  const half = f.mul(0.5).mul(f);
  return s
    .mul(half.add(r))
    .sub(half)
    .add(f)
    .add(k.mul(Math.LN2 * 2 ** -23));
}

/** −∞ where the argument is 0, NaN below and for NaN, ∞ for ∞. */
function edges(x: Expr, value: Expr, argument: Expr): Expr {
  const finite = x.lt(Infinity).select(value, x);
  return argument.gt(0).select(finite, argument.eq(0).select(x.constant(-Infinity), NaN));
}
