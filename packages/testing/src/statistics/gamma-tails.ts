import gammainc from '@stdlib/math-base-special-gammainc';

/**
 * The regularized incomplete gamma functions P(a, x) = 1 − Q(a, x): how likely a gamma variable of shape a is to lie below x, and above.
 *
 * @internal
 */
export interface GammaTails {
  readonly below: number;
  readonly above: number;
}

/**
 * Both tails, each with a relative error below 1e-11 for shapes up to 2^20, however small it is.
 *
 * The package is right up to x = 1000; beyond, it takes an expansion for x far above a also where x is near a, and is off by percents. There:
 * P = g/a · (1 + x/(a+1) + x²/((a+1)(a+2)) + …) and Legendre's continued fraction Q = g / (x+1−a − 1(1−a)/(x+3−a − 2(2−a)/(x+5−a − …))),
 * where g = x^a e^−x / Γ(a).
 *
 * Source: NIST Digital Library of Mathematical Functions, 8.7.1 and 8.9.2.
 *
 * @internal
 */
export function gammaTails(a: number, x: number): GammaTails {
  if (x <= 1000 || a <= 20) return { below: gammainc(x, a, true, false), above: gammainc(x, a, true, true) };
  if (x < a) {
    const below = (density(a, x) / a) * series(a, x);
    return { below, above: 1 - below };
  }
  const above = density(a, x) / continuedFraction(a, x);
  return { below: 1 - above, above };
}

/** x^a e^−x / Γ(a), with Stirling's series for Γ, so that the large exponents cancel before they are rounded. */
function density(a: number, x: number): number {
  const distance = (x - a) / a;
  const correction = 1 / (12 * a) - 1 / (360 * a ** 3) + 1 / (1260 * a ** 5) - 1 / (1680 * a ** 7);
  return Math.sqrt(a / (2 * Math.PI)) * Math.exp(a * (Math.log1p(distance) - distance) - correction);
}

function series(a: number, x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * Number.EPSILON; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

/** By Lentz's method: the fraction as a product of ratios of its successive numerators and denominators. */
function continuedFraction(a: number, x: number): number {
  let diagonal = x + 1 - a;
  let [value, numerator, denominator, ratio] = [diagonal, diagonal, 0, 0];
  for (let k = 1; Math.abs(ratio - 1) > Number.EPSILON; k++) {
    const product = k * (a - k);
    diagonal += 2;
    denominator = 1 / (diagonal + product * denominator);
    numerator = diagonal + product / numerator;
    ratio = numerator * denominator;
    value *= ratio;
  }
  return value;
}
