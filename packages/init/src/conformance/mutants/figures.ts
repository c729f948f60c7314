import type { Law } from '../../law/law.js';
import { type Sampler, samplerOf } from './draw-law.js';
import { randomNumbers } from './random.js';

/** What a mutant must know of the law that it gets wrong, measured on draws of its own. */
export interface Figures {
  readonly mean: number;
  readonly std: number;
  readonly kurtosis: number;
  /** The share of draws that would lie beyond all others if they lay 1 % farther from the mean: 0 for a law with thin tails. */
  readonly beyond: number;
  /** Different values among the draws, as a share. */
  readonly distinct: number;
}

const measured = new WeakMap<Law, Figures>();

/** The figures of a law, from 2^14 draws. */
export function figuresOf(law: Law): Figures {
  const known = measured.get(law) ?? measure(drawn(samplerOf(law, randomNumbers(77)), 2 ** 14).sort());
  measured.set(law, known);
  return known;
}

export function drawn(sampler: Sampler, length: number): Float64Array {
  return Float64Array.from({ length }, sampler);
}

function measure(draws: Float64Array): Figures {
  const average = (of: (x: number) => number): number => draws.reduce((sum, x) => sum + of(x), 0) / draws.length;
  const mean = average((x) => x);
  const variance = average((x) => (x - mean) ** 2);
  const [low, high] = [draws[0]!, draws.at(-1)!];
  const farther = (x: number): number => mean + 1.01 * (x - mean);
  return {
    mean,
    std: Math.sqrt(variance),
    kurtosis: average((x) => (x - mean) ** 4) / variance ** 2,
    beyond: average((x) => (farther(x) < low || farther(x) > high ? 1 : 0)),
    distinct: draws.reduce((count, x, i) => (x === draws[i - 1] ? count : count + 1), 0) / draws.length,
  };
}

/** The largest distance between the distribution functions of two laws, to about 0.01, from 2^16 draws of each. */
export function distanceBetween(a: Sampler, b: Sampler): number {
  const [first, second] = [drawn(a, 2 ** 16).sort(), drawn(b, 2 ** 16).sort()];
  let [i, j, worst] = [0, 0, 0];
  while (i < first.length && j < second.length) {
    const x = Math.min(first[i]!, second[j]!);
    while (i < first.length && first[i]! <= x) i++;
    while (j < second.length && second[j]! <= x) j++;
    worst = Math.max(worst, Math.abs(i - j) / first.length);
  }
  return worst;
}
