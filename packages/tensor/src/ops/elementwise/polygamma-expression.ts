import { call, cos, type Expr, sin } from '@nn/core/expression';

/** B₂, B₄, … B₁₆. */
const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510];

/** How many steps the argument is moved up, to where the asymptotic series is exact in float64. */
const steps = 10;

/**
 * The n-th derivative of digamma for n ≥ 1, computed in float64: the recurrence up from x ≥ ½, an asymptotic series there, and
 * the reflection ψₙ(x) = (−1)ⁿ ψₙ(1 − x) − π dⁿ/dxⁿ cot πx below ½ (Abramowitz & Stegun 6.4.6, 6.4.7, 6.4.11).
 */
export function polygammaExpression(n: number, x: Expr): Expr {
  const wide = x.to('f64');
  const left = wide.lt(0.5);
  const direct = seriesFrom(n, left.select(wide.constant(1).sub(wide), wide));
  const reflected = (n % 2 === 0 ? direct : direct.neg()).sub(cotangentDerivative(n, wide));
  return left.select(reflected, direct).to(x.type);
}

function seriesFrom(n: number, x: Expr): Expr {
  let sum = x.constant(0);
  for (let step = 0; step < steps; step++) sum = sum.add(x.constant(1).div(powerOf(x.add(step), n + 1)));
  const far = x.add(steps);
  const inverse = far.constant(1).div(far.mul(far));
  // Σ B₂ₖ (2k + n − 1)! / (2k)! / far^2k, without the common n!/far^n.
  const coefficients = bernoulli.map((b, i) => (b * factorial(2 * i + n + 1)) / factorial(2 * i + 2) / factorial(n));
  const tail = coefficients.reduceRight<Expr>((rest, c) => rest.add(c).mul(inverse), far.constant(0));
  const end = tail
    .add(1 / n)
    .add(far.constant(0.5).div(far))
    .div(powerOf(far, n));
  return sum.add(end).mul(n % 2 === 0 ? -factorial(n) : factorial(n));
}

/** π dⁿ/dxⁿ cot πx = π^(n+1) P(cot πx), where P begins as c and goes from P to −(1 + c²) P′. */
function cotangentDerivative(n: number, x: Expr): Expr {
  const angle = x.sub(x.round()).mul(Math.PI);
  const c = call(cos, angle).div(call(sin, angle));
  let polynomial = [0, 1];
  for (let order = 0; order < n; order++) {
    const slope = polynomial.map((a, power) => a * power).slice(1);
    polynomial = [...slope, 0, 0].map((a, power) => -a - (slope[power - 2] ?? 0));
  }
  const value = polynomial
    .slice(0, -1)
    .reduceRight<Expr>((sum, a) => sum.mul(c).add(a), c.constant(polynomial.at(-1)!));
  return value.mul(Math.PI ** (n + 1));
}

function powerOf(x: Expr, n: number): Expr {
  let power = x;
  for (let i = 1; i < n; i++) power = power.mul(x);
  return power;
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
