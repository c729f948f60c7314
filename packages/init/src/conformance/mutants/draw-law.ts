import type { Law } from '../../law/law.js';
import { fail } from '../check.js';
import type { Random } from './random.js';

/** Gives one draw after the other. */
export type Sampler = () => number;

/**
 * Draws by a law, in ways of its own: nothing of the streams that initializers draw from, and nothing of the distribution functions that the
 * battery judges by. Only a `custom` law, of which nothing else is known, is inverted.
 */
export function samplerOf(law: Law, random: Random): Sampler {
  switch (law.law) {
    case 'point':
      return () => law.value;
    case 'uniform':
      return () => law.low + (law.high - law.low) * random();
    case 'normal': {
      const normal = normalSampler(random);
      return () => law.mean + law.std * normal();
    }
    case 'truncatedNormal':
      return law.std === 0 ? () => law.mean : truncatedSampler(law, random);
    case 'logOfUniform':
      return () => Math.log(law.low + (law.high - law.low) * random());
    case 'sphere':
      return sphereSampler(law.dimension, law.radius, random);
    case 'affine': {
      const inner = samplerOf(law.of, random);
      return () => law.scale * inner() + law.shift;
    }
    case 'mixture':
      return mixtureSampler(law.parts, random);
    case 'clamp': {
      const inner = samplerOf(law.of, random);
      return () => Math.min(Math.max(inner(), law.low), law.high);
    }
    case 'truncate':
      return cutSampler(law.of, law.low, law.high, random);
    case 'custom':
      return customSampler(law, random);
  }
}

/** Standard normal draws by the polar method of Marsaglia. */
export function normalSampler(random: Random): Sampler {
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    for (;;) {
      const [x, y] = [2 * random() - 1, 2 * random() - 1];
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * factor;
      return x * factor;
    }
  };
}

type TruncatedNormal = Extract<Law, { readonly law: 'truncatedNormal' }>;

/**
 * By rejection: of the normal itself where much of it is left, of a uniform number between finite bounds, of an exponential one in a tail.
 *
 * Source: C. Robert, *Simulation of truncated normal variables* (1995).
 */
function truncatedSampler({ mean, std, low, high }: TruncatedNormal, random: Random): Sampler {
  const [from, to] = [(low - mean) / std, (high - mean) / std];
  const normal = normalSampler(random);
  const standard = (): number => {
    if (from < 1 && to > -1 && to - from > 1) {
      for (;;) {
        const z = normal();
        if (z >= from && z <= to) return z;
      }
    }
    if (to - from < 4) {
      const nearest = Math.min(Math.max(0, from), to);
      for (;;) {
        const z = from + (to - from) * random();
        if (random() <= Math.exp((nearest * nearest - z * z) / 2)) return z;
      }
    }
    const [near, far, sign] = from > 0 ? [from, to, 1] : [-to, -from, -1];
    const rate = (near + Math.sqrt(near * near + 4)) / 2;
    for (;;) {
      const z = near - Math.log(1 - random()) / rate;
      if (z <= far && random() <= Math.exp(-((z - rate) ** 2) / 2)) return sign * z;
    }
  };
  return () => Math.min(Math.max(mean + std * standard(), low), high);
}

/** One normal number over the length of a vector of them; the square of the rest's length is a chi-square number. */
function sphereSampler(dimension: number, radius: number, random: Random): Sampler {
  const normal = normalSampler(random);
  if (dimension === 1) return () => (random() < 0.5 ? -radius : radius);
  return () => {
    const first = normal();
    return (radius * first) / Math.sqrt(first * first + chiSquare(dimension - 1, normal, random));
  };
}

/**
 * Twice a gamma number of shape df/2.
 *
 * Source: G. Marsaglia and W. Tsang, *A simple method for generating gamma variables* (2000).
 */
function chiSquare(df: number, normal: Sampler, random: Random): number {
  if (df === 1) return normal() ** 2;
  const d = df / 2 - 1 / 3;
  for (;;) {
    const x = normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return 2 * d * v;
  }
}

/** Under the condition of lying in [low, high]: a narrower law where that is one, else what happens to lie there. */
function cutSampler(law: Law, low: number, high: number, random: Random): Sampler {
  if (law.law === 'normal') return samplerOf({ ...law, law: 'truncatedNormal', low, high }, random);
  if (law.law === 'uniform' || law.law === 'truncatedNormal')
    return samplerOf({ ...law, low: Math.max(law.low, low), high: Math.min(law.high, high) }, random);
  const inner = samplerOf(law, random);
  return () => {
    for (let tries = 0; tries < 1e6; tries++) {
      const x = inner();
      if (x >= low && x <= high) return x;
    }
    return fail(`too little of the law '${law.law}' lies in [${low}, ${high}] to draw from it`);
  };
}

function mixtureSampler(parts: Extract<Law, { readonly law: 'mixture' }>['parts'], random: Random): Sampler {
  const samplers = parts.map(({ weight, of }) => ({ weight, sampler: samplerOf(of, random) }));
  return () => {
    let left = random();
    for (const { weight, sampler } of samplers) {
      left -= weight;
      if (left < 0) return sampler();
    }
    return samplers.at(-1)!.sampler();
  };
}

type Custom = Extract<Law, { readonly law: 'custom' }>;

interface Step {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

const stepsBy = new WeakMap<Custom, readonly Step[]>();

/** Where the distribution function of a law jumps, and from where to where. */
function stepsOf(law: Custom): readonly Step[] {
  const known =
    stepsBy.get(law) ??
    law.atoms.map(({ at, probability }) => ({ at, from: law.cdf(at) - probability, to: law.cdf(at) }));
  stepsBy.set(law, known);
  return known;
}

/** The smallest x with P(value ≤ x) ≥ u, for random u: single values from a list, what lies between them by halving. */
function customSampler(law: Custom, random: Random): Sampler {
  const { cdf, support, mean, variance } = law;
  const steps = stepsOf(law);
  const spread = 40 * Math.sqrt(variance);
  const [low, high] = [Math.max(support[0], mean - spread), Math.min(support[1], mean + spread)];
  return () => {
    const u = random();
    let [first, last] = [0, steps.length];
    while (first < last) {
      const middle = (first + last) >> 1;
      if (steps[middle]!.to < u) first = middle + 1;
      else last = middle;
    }
    const next = steps[first];
    if (next !== undefined && next.from <= u) return next.at;
    let [below, above] = [first === 0 ? low : steps[first - 1]!.at, next === undefined ? high : next.at];
    for (let i = 0; i < 40; i++) {
      const middle = (below + above) / 2;
      if (cdf(middle) < u) below = middle;
      else above = middle;
    }
    return above;
  };
}
