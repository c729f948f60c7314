import type { LawModel } from '../law.js';
import { type Distribution, once } from './distribution.js';

export interface WeightedDistribution {
  readonly weight: number;
  readonly of: Distribution;
}

/** One of the parts, by weights in proportion to the given ones. Parts of no weight are left out. */
export function mixture(parts: readonly WeightedDistribution[]): Distribution {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const shares = parts.filter(({ weight }) => weight > 0).map(({ weight, of }) => ({ weight: weight / total, of }));
  if (shares.length === 1) return shares[0]!.of;

  const average = (f: (part: Distribution) => number): number =>
    shares.reduce((sum, { weight, of }) => sum + weight * f(of), 0);
  const low = Math.min(...shares.map(({ of }) => of.support[0]));
  const high = Math.max(...shares.map(({ of }) => of.support[1]));
  const mean = once(() => average((part) => part.mean));
  const variance = once(() => average((part) => part.variance + (part.mean - mean()) ** 2));
  const central = once(() => centralMoments(average, mean()));
  const mass = (from: number, to: number): number => average((part) => part.mass(from, to));

  return {
    get mean() {
      return mean();
    },
    get variance() {
      return variance();
    },
    get skewness() {
      return central().third / variance() ** 1.5;
    },
    get kurtosis() {
      return central().fourth / variance() ** 2;
    },
    support: [low, high],
    atoms: atomsOf(shares),
    cdf: (x) => (x < low ? 0 : x >= high ? 1 : average((part) => part.cdf(x))),
    mass: (from, to) => (from <= low && to >= high ? 1 : mass(from, to)),
    cut: (from, to) => {
      const inside = shares.map(({ weight, of }) => ({ weight: weight * of.mass(from, to), of }));
      return mixture(
        inside.filter(({ weight }) => weight > 0).map(({ weight, of }) => ({ weight, of: of.cut(from, to) })),
      );
    },
  };
}

/** Third and fourth power: those of the parts about their own means, moved to the common one. */
function centralMoments(
  average: (f: (part: Distribution) => number) => number,
  mean: number,
): { readonly third: number; readonly fourth: number } {
  const third = (part: Distribution): number => (part.variance === 0 ? 0 : part.skewness * part.variance ** 1.5);
  const fourth = (part: Distribution): number => (part.variance === 0 ? 0 : part.kurtosis * part.variance ** 2);
  return {
    third: average((part) => {
      const d = part.mean - mean;
      return third(part) + 3 * part.variance * d + d ** 3;
    }),
    fourth: average((part) => {
      const d = part.mean - mean;
      return fourth(part) + 4 * third(part) * d + 6 * part.variance * d ** 2 + d ** 4;
    }),
  };
}

function atomsOf(shares: readonly WeightedDistribution[]): LawModel['atoms'] {
  const probabilities = new Map<number, number>();
  for (const { weight, of } of shares) {
    for (const { at, probability } of of.atoms) {
      probabilities.set(at, (probabilities.get(at) ?? 0) + weight * probability);
    }
  }
  return [...probabilities].map(([at, probability]) => ({ at, probability })).toSorted((a, b) => a.at - b.at);
}
