import { normalCdf } from '../normal-cdf.js';
import type { Distribution } from './distribution.js';
import type { Family } from './family.js';
import { logConcave } from './log-concave.js';
import { point } from './point.js';

const standardNormal: Family = {
  from: -Infinity,
  to: Infinity,
  mode: 0,
  fall: (z, by) => -by * (z + by / 2),
  rise: (_, by) => by,
  valueOf: (z) => z,
  parameterOf: (x) => x,
  cdf: normalCdf,
};

/** N(mean, std²) */
export function normal(mean: number, std: number): Distribution {
  if (std === 0) return point(mean);
  const { support, atoms, cdf, mass, cut } = truncatedNormal(mean, std, -Infinity, Infinity);
  return { mean, variance: std * std, skewness: 0, kurtosis: 3, support, atoms, cdf, mass, cut };
}

/** N(mean, std²) under the condition of lying in [low, high]. */
export function truncatedNormal(mean: number, std: number, low: number, high: number): Distribution {
  return std === 0 ? point(mean) : logConcave(standardNormal, std, mean, low, high);
}
