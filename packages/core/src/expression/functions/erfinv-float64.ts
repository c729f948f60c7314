import { erfcFloat64, erfFloat64 } from './erf-float64.js';

/** The inverse of erf in float64: an estimate within 1 %, then Halley's iteration. ±∞ at ±1, NaN beyond. */
export function erfinvFloat64(y: number): number {
  const a = Math.abs(y);
  if (!(a < 1)) return a === 1 ? y * Infinity : NaN;
  let x = estimate(a);
  for (let i = 0; i < 4; i++) {
    // In the tail the complement is the precise quantity: 1 − a is exact.
    const error = a <= 0.5 ? erfFloat64(x) - a : 1 - a - erfcFloat64(x);
    const newton = (error * Math.exp(x * x) * Math.sqrt(Math.PI)) / 2;
    const step = newton / (1 + x * newton);
    x -= step;
    if (Math.abs(step) <= 1e-6 * x) break;
  }
  return y < 0 || Object.is(y, -0) ? -x : x;
}

/** Two terms of the series, and Winitzki's formula where they do not reach. */
function estimate(a: number): number {
  if (a <= 0.5) return (Math.sqrt(Math.PI) / 2) * a * (1 + (Math.PI / 12) * a * a);
  const logarithm = Math.log((1 - a) * (1 + a));
  const half = 2 / (Math.PI * 0.147) + logarithm / 2;
  return Math.sqrt(Math.sqrt(half * half - logarithm / 0.147) - half);
}
