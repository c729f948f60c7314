import { normalQuantile } from './normal-quantile.js';

/**
 * z = Φ⁻¹(u): turns uniform numbers into standard normal ones, so that tests of normal draws serve every law.
 *
 * u is kept half a step of 2^-32 away from 0 and 1, which a right sample may contain: their scores would be infinite. NaN where u lies outside [0, 1].
 *
 * @example
 * import { normalScores } from '@nn/testing/statistics';
 *
 * normalScores(Float64Array.of(0, 0.5)); // [-6.33795775, 0]
 */
export function normalScores(u: Float64Array): Float64Array {
  return u.map((value) => {
    if (value < margin) return value >= 0 ? normalQuantile(margin) : Number.NaN;
    if (value > 1 - margin) return value <= 1 ? normalQuantile(1 - margin) : Number.NaN;
    return normalQuantile(value);
  });
}

const margin = 2 ** -33;
