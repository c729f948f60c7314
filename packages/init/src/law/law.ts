/**
 * How one element of an initialized tensor is distributed, as data: what a plan prints, what a document shows, and what the conformance tests
 * hold the values to. Closed under composition: whoever scales, mixes or cuts an initializer does the same to its law.
 *
 * All but `custom` is plain JSON.
 */
export type Law =
  /** Always this value. */
  | { readonly law: 'point'; readonly value: number }
  /** Every number of [low, high) is as likely as any other. */
  | { readonly law: 'uniform'; readonly low: number; readonly high: number }
  | { readonly law: 'normal'; readonly mean: number; readonly std: number }
  /** N(mean, std²) under the condition that it lies in [low, high]. `mean` and `std` are those of the uncut normal. */
  | {
      readonly law: 'truncatedNormal';
      readonly mean: number;
      readonly std: number;
      readonly low: number;
      readonly high: number;
    }
  /** ln of a uniform number of [low, high), 0 < low. */
  | { readonly law: 'logOfUniform'; readonly low: number; readonly high: number }
  /** One coordinate of a point of a sphere about 0, every point as likely as any other: an element of a random orthogonal matrix. */
  | { readonly law: 'sphere'; readonly dimension: number; readonly radius: number }
  /** scale · x + shift */
  | { readonly law: 'affine'; readonly of: Law; readonly scale: number; readonly shift: number }
  /** One of the parts, by weights that sum to 1. */
  | { readonly law: 'mixture'; readonly parts: readonly { readonly weight: number; readonly of: Law }[] }
  /** What lies beyond a bound is moved onto it. */
  | { readonly law: 'clamp'; readonly of: Law; readonly low: number; readonly high: number }
  /** Under the condition of lying in [low, high]. */
  | { readonly law: 'truncate'; readonly of: Law; readonly low: number; readonly high: number }
  /** A law that this list lacks, told by whoever needs it. */
  | ({ readonly law: 'custom'; readonly name: string } & LawModel);

/** What tests and tables need to know of a law. */
export interface LawModel {
  readonly mean: number;
  readonly variance: number;
  /** E(x − mean)⁴ / variance²: 3 for a normal, 1.8 for a uniform law; NaN where the variance is 0. */
  readonly kurtosis: number;
  /** The smallest interval that holds every value. */
  readonly support: readonly [low: number, high: number];
  /** Single values of a probability above 0, ascending. */
  readonly atoms: readonly { readonly at: number; readonly probability: number }[];
  /** P(value ≤ x). */
  readonly cdf: (x: number) => number;
}
