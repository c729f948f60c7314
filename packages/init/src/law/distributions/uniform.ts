import type { Distribution } from './distribution.js';
import { point } from './point.js';

/** Every number from low to high is as likely as any other. */
export function uniform(low: number, high: number): Distribution {
  if (low === high) return point(low);
  const width = high - low;
  return {
    mean: low / 2 + high / 2,
    variance: (width * width) / 12,
    skewness: 0,
    kurtosis: 1.8,
    support: [low, high],
    atoms: [],
    cdf: (x) => (x <= low ? 0 : x >= high ? 1 : (x - low) / width),
    mass: (from, to) => Math.max(0, Math.min(to, high) - Math.max(from, low)) / width,
    cut: (from, to) => uniform(Math.max(from, low), Math.min(to, high)),
  };
}
