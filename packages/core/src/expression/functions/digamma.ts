import type { NamedFunction } from '../expr.js';
import { evaluate } from './float64.js';

/** The positive zero of ψ, in two parts. */
const root = 1.4616321449683622;
const rootTail = 9.549995429965697e-17;

/** ψ(x) / (x − root) in powers of x − 3/2, for x from 1 to 2: interpolated at Chebyshev points, error 7e-17. */
const central = [
  0.951055876031833, -0.4236274212814605, 0.2405424842407742, -0.14840492305390884, 0.09498872445494122,
  -0.061922133273064534, 0.04076083381242074, -0.02697579675613825, 0.0179072524394512, -0.011908218001568644,
  0.007926944646403797, -0.005279964873257405, 0.003519006401502276, -0.002345267632540769, 0.0015566317474486838,
  -0.0010376374098418604, 0.0007233266279287554, -0.0004821990530566789, 0.0002272331660987376, -0.00015148586836773365,
  0.00025968482126430747, -0.00017312261802727394,
] as const;

/** The asymptotic series: −B(2k) / 2k, coefficients of x^(−2k). */
const asymptotic = [-1 / 12, 1 / 120, -1 / 252, 1 / 240, -1 / 132, 691 / 32760, -1 / 12, 3617 / 8160] as const;

/** ψ(x), the derivative of log Γ(x): −∞ at 0, ∞ at −0, NaN at the negative whole numbers. */
export const digamma: NamedFunction = { name: 'digamma', arity: 1, float64: digammaFloat64 };

function digammaFloat64(x: number): number {
  if (x === 0) return -1 / x;
  if (x === Infinity) return x;
  if (x < 0) {
    if (Number.isInteger(x) || x === -Infinity) return NaN;
    // ψ(1 − x) − ψ(x) = π / tan πx
    return digammaFloat64(1 - x) - Math.PI / Math.tan(Math.PI * (x - Math.round(x)));
  }
  if (x < 1) return digammaFloat64(x + 1) - 1 / x;
  if (x >= 10) {
    const inverse = 1 / (x * x);
    return Math.log(x) - 0.5 / x + evaluate(asymptotic, inverse) * inverse;
  }
  let sum = 0;
  let y = x;
  while (y > 2) {
    y -= 1;
    sum += 1 / y;
  }
  return sum + (y - root - rootTail) * evaluate(central, y - 1.5);
}
