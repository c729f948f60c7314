import type { NamedFunction } from '../expr.js';
import { evaluate } from './float64.js';

/** lgamma(x) / ((x − 1)(x − 2)) in powers of x − 2, for x from 3/2 to 5/2: interpolated at Chebyshev points, error 2e-17. */
const central = [
  0.42278433509846713, -0.10031730167435393, 0.032965000621155836, -0.012384192193367468, 0.004998641164695469,
  -0.002108130834223415, 0.0009153769223805991, -0.00040570738897825623, 0.00018255263497305119, -8.309527325533694e-5,
  3.816895987618124e-5, -1.7660194017271152e-5, 8.221478918059622e-6, -3.856313609317478e-6, 1.8124087986144874e-6,
  -8.208987442720822e-7, 3.8837480981603403e-7, -2.525485342958651e-7, 1.203490776346864e-7,
] as const;

/** Stirling's series: B(2k) / (2k·(2k − 1)), coefficients of x^(1 − 2k). */
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400] as const;

/** The logarithm of |Γ(x)|: ∞ at 0, at the negative whole numbers and at ±∞. */
export const lgamma: NamedFunction = { name: 'lgamma', arity: 1, float64: lgammaFloat64 };

function lgammaFloat64(x: number): number {
  if (!(x < 0.5)) return lgammaPositive(x);
  const a = Math.abs(x);
  if (a === Infinity || (x <= 0 && Number.isInteger(x))) return Infinity;
  if (a < 1e-17) return -Math.log(a);
  if (x > 0) return lgammaPositive(x + 1) - Math.log(x);
  // Γ(x)·Γ(−x) = −π / (x·sin πx)
  const fraction = a - Math.floor(a);
  const sine = Math.sin(Math.PI * Math.min(fraction, 1 - fraction));
  return Math.log(Math.PI / (a * sine)) - lgammaFloat64(a);
}

/** For x from 1/2, ∞ and NaN. */
function lgammaPositive(x: number): number {
  if (x < 1.5) return (x - 1) * x * evaluate(central, x - 1) - Math.log1p(x - 1);
  if (x < 8) {
    // Γ(x) = (x − 1)·(x − 2)···y·Γ(y)
    let product = 1;
    let y = x;
    while (y > 2.5) {
      y -= 1;
      product *= y;
    }
    return Math.log(product) + (y - 1) * (y - 2) * evaluate(central, y - 2);
  }
  const rest = 0.5 * (Math.log(2 * Math.PI) - 1) + evaluate(stirling, 1 / (x * x)) / x;
  return (x - 0.5) * (Math.log(x) - 1) + rest;
}
