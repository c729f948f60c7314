import type { NamedFunction } from '../expr.js';
import { erfcFloat64, erfFloat64 } from './erf-float64.js';
import { erfinvFloat64 } from './erfinv-float64.js';
import { atMost, polynomial, roundingShift, withSignOf } from './float32.js';

/** 2/√π times the integral of e^(−t²) from 0 to x. On float32 within 1.7 ulp. */
export const erf: NamedFunction = {
  name: 'erf',
  arity: 1,
  lowerFloat32: (x) => {
    const a = x.abs();
    const s = a.mul(a);
    const near = polynomial(s, 0.12837915, -0.37612504, 0.11281922, -0.026770486, 0.004998928, -0.00060204905);
    // Beyond 0.875, 1 − 2^u with a polynomial for u; at 4 that is 1.
    const t = atMost(a, 4);
    const u = polynomial(t, -1.6281137, -0.9171087, -0.15191136, 0.03305528, -0.0046480754, 0.0003099008).mul(t);
    const shifted = u.add(roundingShift + 127);
    const f = u.sub(shifted.sub(roundingShift + 127));
    const power = shifted.bitcast('i32').shl(23).bitcast('f32');
    const complement = polynomial(f, 1, 0.693147, 0.24022247, 0.05550711, 0.009671291, 0.0013269521).mul(power);
    return withSignOf(x, a.lt(0.875).select(near.mul(a).add(a), complement.constant(1).sub(complement)));
  },
  float64: erfFloat64,
};

/** 1 − erf(x), precise where that is small. */
export const erfc: NamedFunction = { name: 'erfc', arity: 1, float64: erfcFloat64 };

/** The inverse of erf: ±∞ at ±1, NaN beyond. */
export const erfinv: NamedFunction = { name: 'erfinv', arity: 1, float64: erfinvFloat64 };
