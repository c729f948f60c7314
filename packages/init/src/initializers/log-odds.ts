/*
 * These figures decide values that must never change: sums, products and quotients of doubles in one order, which every engine computes alike.
 * Leave the order as it is, and change the version of whatever initializer a change would reach.
 */

const ln2 = 0.6931471805599453;
const root2 = 1.4142135623730951;

/** ln(p / (1 − p)) for p between 0 and 1, to about 3e-16 of itself. */
export function logOdds(p: number): number {
  return p < 0.5 ? -logRatio(1 - p, p) : logRatio(p, 1 - p);
}

/**
 * ln(large / small) for two numbers that sum to 1: powers of two that take the smaller one, m, to within a factor of √2 of the larger one, and
 * 2 artanh s with s = (large − m) / (large + m) for what is left.
 */
function logRatio(large: number, small: number): number {
  let [doublings, m] = [0, small];
  for (; root2 * m < large; doublings++) m *= 2;
  // Where nothing was doubled, that difference is small, and `large` rounded.
  const s = doublings === 0 ? 1 - 2 * small : (large - m) / (large + m);
  let sum = 0;
  for (let k = 23; k >= 1; k -= 2) sum = sum * (s * s) + 1 / k;
  return doublings * ln2 + 2 * s * sum;
}
