import type { NamedFunction } from '../expr.js';
import { atMost, polynomial, roundingShift, withSignOf } from './float32.js';

/**
 * (e^x − e^−x) / (e^x + e^−x). |x| = r + n·(ln 2)/2 with r below 0.55, T = tanh r by a polynomial: the value is T where n is 0, so
 * small arguments lose nothing, and 1 − (1 − T) / (p + 1/2 + T·(p − 1/2)), p = 2^(n−1), beyond. On float32 within 1.8 ulp.
 */
export const tanh: NamedFunction = {
  name: 'tanh',
  arity: 1,
  lowerFloat32: (x) => {
    const a = atMost(x.abs(), 9.1);
    // n is 0 up to 0.55, where the value reaches 1/2.
    const near = a.lt(0.55);
    const shifted = near.select(a.constant(roundingShift + 126), a.mul(2 * Math.LOG2E).add(roundingShift + 126));
    const r = a.sub(shifted.sub(roundingShift + 126).mul(Math.LN2 / 2));
    const z = r.mul(r);
    const t = polynomial(z, -0.33332947, 0.13320729, -0.05267201, 0.01643788).mul(z.mul(r)).add(r);
    const p = shifted.bitcast('i32').shl(23).bitcast('f32');
    const far = t.mul(p.sub(0.5)).add(p.add(0.5));
    return withSignOf(x, near.select(t, t.constant(1).sub(t.constant(1).sub(t).div(far))));
  },
  float64: Math.tanh,
};
