/**
 * A variable x that rises with a parameter t, and a density of t whose logarithm is concave: one peak, tails that fall at least as fast as an
 * exponential. Differences are asked for instead of values, so that a cut far out or a very narrow one loses no digits.
 */
export interface Family {
  /** The parameter's range. */
  readonly from: number;
  readonly to: number;
  /** Where in this range the density is greatest. */
  readonly mode: number;
  /** ln of the density at t + by, less that at t. */
  readonly fall: (t: number, by: number) => number;
  /** x at t + by, less that at t. */
  readonly rise: (t: number, by: number) => number;
  readonly valueOf: (t: number) => number;
  readonly parameterOf: (x: number) => number;
  /** The distribution function of t, where there is a formula: quicker than an integral. */
  readonly cdf?: (t: number) => number;
}
