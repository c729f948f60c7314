import type { Law } from '../../law/law.js';
import { changeFirst } from './change-law.js';
import { type Sampler, samplerOf } from './draw-law.js';
import { distanceBetween, type Figures } from './figures.js';
import type { Random } from './random.js';

/** Independent draws of a law that is not the claimed one. */
export interface WrongLaw {
  readonly name: string;
  /** `null` where the law has nothing to get wrong in this way. */
  readonly sampler: (law: Law, figures: Figures, random: Random) => Sampler | null;
  /** How many draws tell it from the claimed law, where that are many. */
  readonly draws?: (figures: Figures) => number;
  /** Whether it may happen to be the claimed law, or nearly, so that its distance from it decides. @default never */
  readonly maybeRight?: (law: Law) => boolean;
}

/** Normal quantiles of the significance 1e-9, two-sided, and of a miss in 10^4. */
const certainty = 6.109 + 3.719;

const drawsForStd = (error: number, { kurtosis }: Figures): number =>
  (kurtosis - 1) * (certainty / (2 * error)) ** 2 * (1 + error) ** 2;

const drawsForMean = (shift: number): number => (certainty / shift) ** 2;

function moved(change: (x: number, figures: Figures) => number): WrongLaw['sampler'] {
  return (law, figures, random) => {
    const right = samplerOf(law, random);
    return () => change(right(), figures);
  };
}

/** Each draw so many times as far from the mean. */
const spread = (factor: number): WrongLaw['sampler'] => moved((x, { mean }) => mean + factor * (x - mean));

/** Another law in place of the first part of this kind. Within a composition the change may be hidden: by a clamp, say. */
function instead<Name extends Law['law']>(
  name: Name,
  change: (found: Extract<Law, { readonly law: Name }>) => Law | null,
): Pick<WrongLaw, 'sampler' | 'maybeRight'> {
  return {
    sampler: (law, _, random) => {
      const changed = changeFirst(law, name, change);
      return changed === null ? null : samplerOf(changed, random);
    },
    maybeRight: (law) => law.law !== name,
  };
}

export const wrongLaws: readonly WrongLaw[] = [
  ...[0.01, 0.02, 0.05].flatMap((error) => [wider(error), narrower(error)]),
  ...[0.02, 0.03].map((shift): WrongLaw => ({
    name: `shifted by ${shift} of its standard deviation`,
    sampler: moved((x, { std }) => x + shift * std),
    draws: () => drawsForMean(shift),
  })),
  { name: 'twice the variance', sampler: spread(Math.SQRT2), draws: (figures) => drawsForStd(0.41, figures) },
  { name: 'half the variance', sampler: spread(Math.SQRT1_2), draws: (figures) => drawsForStd(0.29, figures) },
  {
    name: 'two thirds of the variance',
    sampler: spread(Math.sqrt(2 / 3)),
    draws: (figures) => drawsForStd(0.18, figures),
  },
  {
    name: 'a fan of 17 for one of 16',
    sampler: spread(Math.sqrt(16 / 17)),
    draws: (figures) => drawsForStd(0.03, figures),
  },
  {
    name: 'variance taken for the standard deviation',
    sampler: (law, figures, random) =>
      Math.abs(figures.std - 1) < 0.05 ? null : spread(figures.std)(law, figures, random),
    draws: (figures) => drawsForStd(Math.min(Math.abs(figures.std - 1), 0.4), figures),
  },
  {
    name: 'a normal law of equal mean and variance',
    sampler: (law, { mean, std }, random) => {
      const isNormal = law.law === 'normal' || (law.law === 'truncatedNormal' && !bites(law));
      return isNormal ? null : samplerOf({ law: 'normal', mean, std }, random);
    },
    maybeRight: ({ law }) => law !== 'uniform' && law !== 'truncatedNormal',
  },
  {
    name: 'a uniform law of equal mean and variance',
    sampler: ({ law }, { mean, std }, random) =>
      law === 'uniform'
        ? null
        : samplerOf({ law: 'uniform', low: mean - Math.sqrt(3) * std, high: mean + Math.sqrt(3) * std }, random),
    maybeRight: ({ law }) => law !== 'normal',
  },
  { name: 'the upper half, mirrored', sampler: moved((x, { mean }) => mean + Math.abs(x - mean)) },
  {
    name: 'the standard deviation as the bound of a uniform law',
    ...instead('uniform', ({ low, high }) => {
      const [middle, std] = [(low + high) / 2, (high - low) / Math.sqrt(12)];
      return { law: 'uniform', low: middle - std, high: middle + std };
    }),
  },
  { name: 'a sum of 6 uniform numbers for a normal one', sampler: sumOfUniforms(6), draws: () => 90_000 },
  { name: 'a sum of 12 uniform numbers for a normal one', sampler: sumOfUniforms(12), draws: () => 250_000 },
  {
    name: 'a normal law clamped at two standard deviations',
    ...instead('normal', (law) => ({ law: 'clamp', of: law, ...atTwo(law) })),
  },
  {
    name: 'a normal law cut at two standard deviations',
    ...instead('normal', (law) => ({ ...law, ...atTwo(law), law: 'truncatedNormal' })),
  },
  {
    name: 'clamped instead of cut',
    ...instead('truncatedNormal', (law) => {
      const { mean, std, low, high } = law;
      return bites(law) ? { law: 'clamp', of: { law: 'normal', mean, std }, low, high } : null;
    }),
  },
  {
    name: 'not cut',
    ...instead('truncatedNormal', (law) => (bites(law) ? { law: 'normal', mean: law.mean, std: law.std } : null)),
  },
  {
    name: 'cut half as far again from the mean',
    ...instead('truncatedNormal', (law) => {
      const { mean, low, high } = law;
      return bites(law) ? { ...law, low: mean + 1.5 * (low - mean), high: mean + 1.5 * (high - mean) } : null;
    }),
  },
  { name: 'cut, its variance not made up for', ...instead('truncatedNormal', (law) => stretched(law, 0.8796)) },
  { name: 'cut, its variance made up for twice', ...instead('truncatedNormal', (law) => stretched(law, 1 / 0.8796)) },
  {
    name: 'the likeliest part too rare by 0.02',
    sampler: (law, _, random) => {
      const changed = changeFirst(law, 'mixture', ({ parts }) => lessLikely(parts, random));
      return changed === null ? null : samplerOf(changed, random);
    },
    draws: () => 70_000,
  },
  {
    name: 'atoms dropped',
    ...instead('mixture', ({ parts }) => {
      const smooth = parts.filter(({ of }) => of.law !== 'point');
      if (smooth.length === parts.length) return null;
      const rest = smooth.length === 0 ? parts.slice(1) : smooth;
      const total = rest.reduce((sum, { weight }) => sum + weight, 0);
      return total > 0.99
        ? null
        : { law: 'mixture', parts: rest.map(({ weight, of }) => ({ weight: weight / total, of })) };
    }),
  },
  { name: 'not clamped', ...instead('clamp', ({ of }) => of), maybeRight: () => true },
  {
    name: 'no logarithm taken, between equal bounds',
    ...instead('logOfUniform', ({ low, high }) => ({ law: 'uniform', low: Math.log(low), high: Math.log(high) })),
    maybeRight: () => true,
  },
  {
    name: 'a normal number for a coordinate of a sphere',
    ...instead('sphere', ({ dimension, radius }) => ({ law: 'normal', mean: 0, std: radius / Math.sqrt(dimension) })),
    maybeRight: () => true,
  },
];

type TruncatedNormal = Extract<Law, { readonly law: 'truncatedNormal' }>;

/** Whether the cut takes more than one value in a thousand away. */
function bites({ mean, std, low, high }: TruncatedNormal): boolean {
  return low > mean - 3 * std || high < mean + 3 * std;
}

function atTwo({ mean, std }: { readonly mean: number; readonly std: number }): {
  readonly low: number;
  readonly high: number;
} {
  return { low: mean - 2 * std, high: mean + 2 * std };
}

function stretched({ mean, std, low, high }: TruncatedNormal, factor: number): Law {
  const move = (x: number): number => mean + factor * (x - mean);
  return { law: 'truncatedNormal', mean, std: factor * std, low: move(low), high: move(high) };
}

type Parts = Extract<Law, { readonly law: 'mixture' }>['parts'];

/** Takes 0.02 from the largest weight and gives it to the others; where their laws overlap, that could not be seen. */
function lessLikely(parts: Parts, random: Random): Law | null {
  const most = parts.reduce((a, b) => (b.weight > a.weight ? b : a));
  const others = parts.filter((part) => part !== most);
  const rest = others.reduce((sum, { weight }) => sum + weight, 0);
  if (rest < 0.02) return null;
  const shared = others.map(({ weight, of }) => ({ weight: weight / rest, of }));
  const apart =
    distanceBetween(samplerOf(most.of, random), samplerOf({ law: 'mixture', parts: shared }, random)) > 0.45;
  if (!apart) return null;
  const more = shared.map(({ weight, of }) => ({ weight: weight * (rest + 0.02), of }));
  return { law: 'mixture', parts: [{ weight: most.weight - 0.02, of: most.of }, ...more] };
}

function wider(error: number): WrongLaw {
  return {
    name: `scale +${100 * error} %`,
    sampler: spread(1 + error),
    // A single draw outside the claimed range shows.
    draws: (figures) => Math.min(20 / figures.beyond, drawsForStd(error, figures)),
  };
}

function narrower(error: number): WrongLaw {
  return {
    name: `scale -${100 * error} %`,
    sampler: spread(1 - error),
    draws: (figures) => drawsForStd(error, figures),
  };
}

function sumOfUniforms(terms: number): WrongLaw['sampler'] {
  return (law, _, random) => {
    if (law.law !== 'normal') return null;
    return () => {
      let sum = -terms / 2;
      for (let i = 0; i < terms; i++) sum += random();
      return law.mean + law.std * sum * Math.sqrt(12 / terms);
    };
  };
}
