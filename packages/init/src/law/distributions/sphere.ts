import type { Distribution } from './distribution.js';
import type { Family } from './family.js';
import { logConcave } from './log-concave.js';
import { mixture } from './mixture.js';
import { point } from './point.js';

/**
 * center + one coordinate x of a point of the sphere about 0. x²/radius² has the law Beta(1/2, (dimension − 1)/2); x = radius · sin t, where t
 * has a density in proportion to cos t to the power of dimension − 2, which is smooth also where that of x is infinite.
 */
export function sphere(dimension: number, radius: number, center: number): Distribution {
  if (radius === 0) return point(center);
  const low = center - radius;
  const high = center + radius;
  if (dimension === 1) {
    return mixture([
      { weight: 0.5, of: point(low) },
      { weight: 0.5, of: point(high) },
    ]);
  }
  const { support, atoms, cdf, mass, cut } = logConcave(angles(dimension), radius, center, low, high);
  const variance = (radius * radius) / dimension;
  const kurtosis = (3 * dimension) / (dimension + 2);
  return { mean: center, variance, skewness: 0, kurtosis, support, atoms, cdf, mass, cut };
}

function angles(dimension: number): Family {
  const logCosine = (t: number): number =>
    Math.abs(t) < 0.8 ? Math.log1p(-(Math.sin(t) ** 2)) / 2 : Math.log(Math.abs(Math.cos(t)));
  return {
    from: -Math.PI / 2,
    to: Math.PI / 2,
    mode: 0,
    fall: (t, by) => (dimension === 2 ? 0 : (dimension - 2) * (logCosine(t + by) - logCosine(t))),
    rise: (t, by) => 2 * Math.cos(t + by / 2) * Math.sin(by / 2),
    valueOf: Math.sin,
    parameterOf: (x) => Math.asin(Math.min(Math.max(x, -1), 1)),
  };
}
