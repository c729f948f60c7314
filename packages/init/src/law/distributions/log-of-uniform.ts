import type { Distribution } from './distribution.js';
import type { Family } from './family.js';
import { logConcave } from './log-concave.js';
import { point } from './point.js';

/** scale · x + shift for x = ln u, u uniform in [low, high]: the density of x is eˣ / (high − low). */
export function logOfUniform(low: number, high: number, scale: number, shift: number): Distribution {
  const from = Math.log(low);
  const to = Math.log(high);
  const ends = [scale * from + shift, scale * to + shift].toSorted((a, b) => a - b);
  if (from === to) return point(ends[0]!);
  const family: Family = {
    from,
    to,
    mode: to,
    fall: (_, by) => by,
    rise: (_, by) => by,
    valueOf: (x) => x,
    parameterOf: (x) => x,
    cdf: (x) => (Math.exp(x - to) * Math.expm1(from - x)) / Math.expm1(from - to),
  };
  return logConcave(family, scale, shift, ends[0]!, ends[1]!);
}
