import type { LawModel } from '../law.js';
import { adaptive } from '../quadrature/adaptive.js';
import { integral } from '../quadrature/gauss-legendre.js';
import { atomAt, type Distribution, once } from './distribution.js';

/** A distribution of which only a model is known. What the model does not tell is integrated from its `cdf`, to about 1e-9 of its spread. */
export function custom(model: LawModel): Distribution {
  const { mean, variance, kurtosis, support, atoms, cdf } = model;
  const skewness = once(() => momentOf(model, mean, 3) / variance ** 1.5);
  const mass = (low: number, high: number): number =>
    low <= high ? Math.max(0, cdf(high) - cdf(low) + atomAt(model, low)) : 0;
  return {
    mean,
    variance,
    kurtosis,
    get skewness() {
      return skewness();
    },
    support,
    atoms,
    cdf,
    mass,
    cut: (low, high) => cutOf(model, Math.max(low, support[0]), Math.min(high, support[1]), mass(low, high)),
  };
}

function cutOf(model: LawModel, low: number, high: number, mass: number): Distribution {
  const below = model.cdf(low) - atomAt(model, low);
  const cdf = (x: number): number => (x < low ? 0 : x >= high ? 1 : (model.cdf(x) - below) / mass);
  const inside = model.atoms.filter(({ at }) => low <= at && at <= high);
  const atoms = inside.map(({ at, probability }) => ({ at, probability: probability / mass }));
  const shape = { support: [low, high], atoms, cdf } as const;

  const near = Math.min(Math.max(model.mean, low), high);
  const spread = { ...shape, variance: model.variance };
  const mean = near + momentOf(spread, near, 1);
  const variance = momentOf(spread, mean, 2);
  return custom({ ...shape, mean, variance, kurtosis: momentOf(spread, mean, 4) / variance ** 2 });
}

/** E(x − about)^power by parts: ∫ power · (x − about)^(power − 1) · (1 − cdf) above, the same with −cdf below. */
function momentOf(model: Omit<LawModel, 'mean' | 'kurtosis'>, about: number, power: number): number {
  const { support, atoms, cdf } = model;
  const low = endOf(support[0], about, Math.sqrt(model.variance));
  const high = endOf(support[1], about, Math.sqrt(model.variance));
  const inner = [about, ...atoms.map(({ at }) => at)].filter((x) => low < x && x < high);
  const edges = [low, ...new Set(inner.toSorted((a, b) => a - b)), high];
  const integrand = (x: number): number => power * (x - about) ** (power - 1) * ((x > about ? 1 : 0) - cdf(x));
  return low < high ? adaptive((from, to) => integral(integrand, from, to), edges).value : 0;
}

/** Where an infinite support ends in practice. */
function endOf(bound: number, about: number, std: number): number {
  return Number.isFinite(bound) ? bound : about + Math.sign(bound) * 40 * std;
}
