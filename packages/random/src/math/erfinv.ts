import { erf32 } from './erf32.js';
import { erf64 } from './erf64.js';
import { fma32 } from './fma.js';
import { exp32, log32 } from './glibc32.js';

/*
 * The inverse error function as PyTorch computes it (`calc_erfinv`): a rational approximation (Numerical Recipes' and
 * others'), then two steps of Newton's method.
 */

const fround = Math.fround;

/** Highest power first, as they are used. */
const centralOver: readonly number[] = [-0.140543331, 0.914624893, -1.645349621, 0.886226899];
const centralUnder: readonly number[] = [0.012229801, -0.329097515, 1.442710462, -2.118377725, 1];
const tailOver: readonly number[] = [1.641345311, 3.429567803, -1.624906493, -1.970840454];
const tailUnder: readonly number[] = [1.6370678, 3.5438892, 1];

const centralOver32: readonly number[] = /* @__PURE__ */ centralOver.map(fround);
const centralUnder32: readonly number[] = /* @__PURE__ */ centralUnder.map(fround);
const tailOver32: readonly number[] = /* @__PURE__ */ tailOver.map(fround);
const tailUnder32: readonly number[] = /* @__PURE__ */ tailUnder.map(fround);

function fusedPolynomial(coefficients: readonly number[], x: number): number {
  let sum = coefficients[0]!;
  for (let k = 1; k < coefficients.length; k++) sum = fma32(sum, x, coefficients[k]!);
  return sum;
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = coefficients[0]!;
  for (let k = 1; k < coefficients.length; k++) sum = sum * x + coefficients[k]!;
  return sum;
}

const slope32: number = /* @__PURE__ */ fround(2 / fround(Math.sqrt(Math.PI)));
const slope64 = 2 / Math.sqrt(Math.PI);

/** The inverse error function of a float32, to PyTorch's bits. */
export function erfinv32(y: number): number {
  const a = Math.abs(y);
  if (!(a < 1)) return a === 1 ? y * Infinity : NaN;
  let x: number;
  if (a <= fround(0.7)) {
    const z = fround(y * y);
    x = fround(fround(y * fusedPolynomial(centralOver32, z)) / fusedPolynomial(centralUnder32, z));
  } else {
    const z = fround(Math.sqrt(-log32(fround(fround(1 - a) / 2))));
    x = fround((Math.sign(y) * fusedPolynomial(tailOver32, z)) / fusedPolynomial(tailUnder32, z));
  }
  x = newton32(x, y);
  return newton32(x, y);
}

function newton32(x: number, y: number): number {
  return fround(x - fround(fround(erf32(x) - y) / fround(slope32 * exp32(-fround(x * x)))));
}

/** The inverse error function of a double, within a few ulp of PyTorch's. */
export function erfinv64(y: number): number {
  const a = Math.abs(y);
  if (!(a < 1)) return a === 1 ? y * Infinity : NaN;
  let x: number;
  if (a <= 0.7) {
    x = (y * polynomial(centralOver, y * y)) / polynomial(centralUnder, y * y);
  } else {
    const z = Math.sqrt(-Math.log((1 - a) / 2));
    x = (Math.sign(y) * polynomial(tailOver, z)) / polynomial(tailUnder, z);
  }
  x = newton64(x, y);
  return newton64(x, y);
}

function newton64(x: number, y: number): number {
  return x - (erf64(x) - y) / (slope64 * Math.exp(-x * x));
}
