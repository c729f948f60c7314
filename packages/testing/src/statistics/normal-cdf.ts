import cdf from '@stdlib/stats-base-dists-normal-cdf';

/**
 * Φ(x), the probability that a standard normal number is at most x. Relative error below 1e-12 down to x = −37 (6e-300).
 *
 * @example
 * import { normalCdf } from '@nn/testing/statistics';
 *
 * normalCdf(-1.96); // 0.02499789514822
 */
export const normalCdf: (x: number) => number = /* @__PURE__ */ cdf.factory(0, 1);
