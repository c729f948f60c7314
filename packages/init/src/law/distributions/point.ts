import type { Distribution } from './distribution.js';

/** Always this value. */
export function point(value: number): Distribution {
  const distribution: Distribution = {
    mean: value,
    variance: 0,
    skewness: NaN,
    kurtosis: NaN,
    support: [value, value],
    atoms: [{ at: value, probability: 1 }],
    cdf: (x) => (x >= value ? 1 : 0),
    mass: (low, high) => (low <= value && value <= high ? 1 : 0),
    cut: () => distribution,
  };
  return distribution;
}
