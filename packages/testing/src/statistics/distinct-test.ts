import { checkDraws, checkPairs, checkProbability } from './check.js';
import { poissonTail } from './poisson-tail.js';
import { resultOf, type TestResult } from './result.js';
import { sortedByBits } from './sorted-by-bits.js';

/**
 * Are there as many different values as the law and its lattice give? Too few: blocks that repeat, too coarse a lattice (23 bits for 24, float16
 * behind float32). Too many: draws without replacement.
 *
 * With r = (1 − (1−p)ⁿ)/(np) and e = (1−p)ⁿ for the probability p of each draw's value, Σ(1 − r) repeats are expected, with variance
 * Σ r(r−e) − (Σ(r−e))²/n; sums run over the draws, so that the sample itself weighs the law's values, and for equal p they are the classical ones
 * of occupancy. The repeats, shifted so that mean and variance agree, are judged as a Poisson count, which they are where they are rare.
 *
 * Source: V. Kolchin, B. Sevast'yanov, V. Chistyakov, *Random Allocations* (1978), for equal p; the general case by conditioning Poisson counts.
 *
 * @param x draws
 * @param probability of the very value of a draw: 1/m for m equally likely values (a lattice of 24 bits: 2^-24), or one for every draw
 * (`cellProbabilities`)
 * @returns statistic: different values, less those expected
 * @throws NnError 'VALUE' for fewer than two draws, and for one probability outside [0, 1]; 'SHAPE' for more or fewer probabilities than draws
 *
 * @example
 * import { distinctTest } from '@nn/testing/statistics';
 *
 * const dice = Float64Array.from({ length: 10_000 }, () => Math.floor(Math.random() * 2 ** 16));
 * distinctTest(dice, 2 ** -16).p < 1e-9; // false
 * distinctTest(dice, 2 ** -17).p < 1e-9; // true
 */
export function distinctTest(x: Float64Array, probability: number | Float64Array): TestResult {
  const n = x.length;
  checkDraws('distinctTest', n, 2);
  if (typeof probability === 'number') checkProbability('distinctTest', 'probability', probability);
  else checkPairs('distinctTest', x, probability);
  const { mean, variance } = typeof probability === 'number' ? evenRepeats(n, probability) : repeats(n, probability);
  const found = n - distinct(x);
  return resultOf('distinct values', mean - found, poissonTail(Math.max(0, found - mean + variance), variance));
}

interface Repeats {
  readonly mean: number;
  readonly variance: number;
}

function repeats(n: number, probability: Float64Array): Repeats {
  let [mean, squares, differences] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const { r, e } = occupancy(n, probability[i]!);
    mean += 1 - r;
    squares += r * (r - e);
    differences += r - e;
  }
  return { mean, variance: Math.max(0, squares - differences ** 2 / n) };
}

function evenRepeats(n: number, probability: number): Repeats {
  const { r, e } = occupancy(n, probability);
  return { mean: n * (1 - r), variance: n * (r - e) * e };
}

/** Of a value of this probability in n draws: its chance to come at all over the times that it is expected, and its chance to stay out. */
function occupancy(n: number, probability: number): { r: number; e: number } {
  if (probability === 0) return { r: 1, e: 1 };
  const comes = -Math.expm1(n * Math.log1p(-probability));
  return { r: comes / (n * probability), e: 1 - comes };
}

/** NaN for a sample with NaN. */
function distinct(x: Float64Array): number {
  const sorted = sortedByBits(x);
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (Number.isNaN(sorted[i]!)) return Number.NaN;
    if (sorted[i]! !== sorted[i - 1]) count++;
  }
  return count;
}
