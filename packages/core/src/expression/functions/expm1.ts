import type { NamedFunction } from '../expr.js';
import { atLeast, atMost, ln2High, ln2Low, log2e, polynomial, roundingShift, withSignOf } from './float32.js';

/** e^x − 1, precise where that is small. On float32 within 1.7 ulp. */
export const expm1: NamedFunction = {
  name: 'expm1',
  arity: 1,
  lowerFloat32: (x) => {
    // x = n·ln 2 + r: 2^n·(e^r − 1) + (2^n − 1).
    const inRange = atMost(atLeast(x, -18), 89);
    const shifted = inRange.mul(log2e).add(roundingShift + 127);
    const n = shifted.sub(roundingShift + 127);
    const r = inRange.sub(n.mul(ln2High)).sub(n.mul(ln2Low));
    const q = polynomial(r, 0.49999997, 0.16666546, 0.041667435, 0.008366265, 0.001387068).mul(r.mul(r)).add(r);
    // 2^128 is no number: where n is 128, half of it is doubled at the end.
    const bits = shifted.bitcast('i32').shl(23);
    const capped = bits.min(0x7f000000);
    const rest = bits.sub(capped).add(0x3f800000).bitcast('f32');
    const power = capped.bitcast('f32');
    return withSignOf(x, q.mul(power).add(power.sub(1)).mul(rest));
  },
  float64: Math.expm1,
};
