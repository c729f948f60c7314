import { atomAt, type Distribution } from './distribution.js';
import { mixture, type WeightedDistribution } from './mixture.js';
import { point } from './point.js';

/** What lies beyond a bound is moved onto it: two atoms and what is between. */
export function clamp(of: Distribution, low: number, high: number): Distribution {
  if (low === high) return point(low);
  const parts: WeightedDistribution[] = [];
  const add = (weight: number, part: () => Distribution): void => {
    if (weight > 0) parts.push({ weight, of: part() });
  };
  add(of.mass(-Infinity, low) - atomAt(of, low), () => point(low));
  add(of.mass(low, high), () => of.cut(low, high));
  add(of.mass(high, Infinity) - atomAt(of, high), () => point(high));
  return mixture(parts);
}
