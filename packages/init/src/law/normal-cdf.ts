/** P(z ≤ x) for z ~ N(0, 1), with a relative error below 1e-12 down to the smallest double. */
export function normalCdf(x: number): number {
  return x < 0 ? tail(-x) : 1 - tail(x);
}

const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** P(z > x) for x ≥ 0 */
function tail(x: number): number {
  return x < 2.5 ? 0.5 - density(x) * series(x) : x < 40 ? density(x) * millsRatio(x) : 0;
}

/** x + x³/3 + x⁵/(3·5) + …: all terms of one sign (Abramowitz and Stegun 26.2.11). */
function series(x: number): number {
  let sum = 0;
  let term = x;
  for (let k = 3; sum + term !== sum; k += 2) {
    sum += term;
    term *= (x * x) / k;
  }
  return sum;
}

/** Tail over density, 1/(x + 1/(x + 2/(x + 3/(x + …)))) (Abramowitz and Stegun 26.2.14). */
function millsRatio(x: number): number {
  let fraction = x;
  for (let k = Math.ceil(450 / (x * x)) + 10; k > 0; k--) fraction = x + k / fraction;
  return 1 / fraction;
}
