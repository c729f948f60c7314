/**
 * P(D ≥ d), where D is the largest distance between the distribution function of a law and that of n draws from it, up or down.
 *
 * With λ = √n d: 2 Σ (−1)^(k−1) exp(−2k²λ²), the limit for large n, taken at λ + 1/(6√n), which brings the error for n draws from order
 * 1/√n to some λ⁴/(2n), on the cautious side: a p of 1e-9 is 5 % too large for n = 1000. For small λ the same by Jacobi's transformation: 1 − √(2π)/λ Σ exp(−(2k−1)²π²/(8λ²)).
 *
 * Source: A. Kolmogorov, *Sulla determinazione empirica di una legge di distribuzione* (1933); the shift: J. Vrbik, *Small-sample corrections
 * to Kolmogorov–Smirnov test statistic* (2018).
 *
 * @param d a distance of [0, 1]
 * @param n draws, a hundred or more
 *
 * @example
 * import { kolmogorovTail } from '@nn/testing/statistics';
 *
 * kolmogorovTail(0.0045, 131_072); // 0.00986986
 */
export function kolmogorovTail(d: number, n: number): number {
  return kolmogorovLimit(Math.sqrt(n) * d + 1 / (6 * Math.sqrt(n)));
}

/**
 * The bound of Dvoretzky, Kiefer and Wolfowitz with Massart's constant: P(D ≥ d) ≤ 2 exp(−2nd²), for every law, atoms or not, and every n.
 *
 * Source: P. Massart, *The tight constant in the Dvoretzky–Kiefer–Wolfowitz inequality* (1990).
 *
 * @example
 * import { dkwTail } from '@nn/testing/statistics';
 *
 * dkwTail(0.01, 131_072); // 8.246330360e-12
 */
export function dkwTail(d: number, n: number): number {
  return Math.min(1, 2 * Math.exp(-2 * n * d * d));
}

/** @internal */
export function kolmogorovLimit(lambda: number): number {
  return lambda < 1 ? 1 - smallSum(lambda) : largeSum(lambda);
}

/** Five terms: the sixth is below 1e-34 for λ ≥ 1. */
function largeSum(lambda: number): number {
  let sum = 0;
  for (let k = 5; k >= 1; k--) sum = Math.exp(-2 * k * k * lambda * lambda) - sum;
  return 2 * sum;
}

/** Four terms: the fifth is below 1e-40 for λ ≤ 1. */
function smallSum(lambda: number): number {
  if (lambda <= 0) return 0;
  let sum = 0;
  for (let k = 4; k >= 1; k--) sum += Math.exp(-(((2 * k - 1) * Math.PI) ** 2) / (8 * lambda * lambda));
  return (Math.sqrt(2 * Math.PI) / lambda) * sum;
}
