import { checkDraws, checkWhole } from './check.js';
import { resultOf, type TestResult } from './result.js';
import { skewedTail } from './skewed-tail.js';

/**
 * The mean of Hermite's polynomial of normal draws: Σ Heₖ(zᵢ) / √(n k!), of variance exactly 1. Order 3 sees skewness, 4 sees tails that are too light
 * or too heavy, as those of a sum of twelve uniform numbers; both are blind to small errors of mean and scale, which have tests of their own.
 *
 * An even order k has skewness k!^(3/2) / (k/2)!³ / √n (14.7/√n for 4), which p takes into account; an odd one has none.
 *
 * @param z standard normal draws, or `normalScores` of any law
 * @returns statistic: the sum above
 * @throws NnError 'OPTION' for an order that is not a whole number from 1 up; 'VALUE' for an empty sample
 *
 * @example
 * import { hermiteTest, normalScores } from '@nn/testing/statistics';
 *
 * const z = normalScores(Float64Array.from({ length: 10_000 }, Math.random));
 * hermiteTest(z, 4).p < 1e-9; // false
 * hermiteTest(z.map((value) => Math.max(-1, value)), 3).p < 1e-9; // true
 */
export function hermiteTest(z: Float64Array, order: number): TestResult {
  checkWhole('hermiteTest', 'order', order, 1);
  checkDraws('hermiteTest', z.length, 1);
  let sum = 0;
  for (let i = 0; i < z.length; i++) sum += hermite(z[i]!, order);
  const statistic = sum / Math.sqrt(z.length * factorial(order));
  const skewness = order % 2 === 1 ? 0 : factorial(order) ** 1.5 / factorial(order / 2) ** 3 / Math.sqrt(z.length);
  return resultOf(`Hermite, order ${order}`, statistic, skewedTail(statistic, skewness));
}

/** Heₖ₊₁(z) = z Heₖ(z) − k Heₖ₋₁(z). */
function hermite(z: number, order: number): number {
  let [before, polynomial] = [0, 1];
  for (let k = 0; k < order; k++) [before, polynomial] = [polynomial, z * polynomial - k * before];
  return polynomial;
}

function factorial(k: number): number {
  return k < 2 ? 1 : k * factorial(k - 1);
}
