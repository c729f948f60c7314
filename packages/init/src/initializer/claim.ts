import type { Law } from '../law/law.js';

/** A law that holds for some of the elements: the biases of one gate. */
export interface PartLaw {
  readonly part: string;
  readonly law: Law;
  /** Whether the element at these indices is of the part. */
  readonly includes: (index: readonly number[]) => boolean;
}

/** What holds for every single outcome, not only on average. */
export type Invariant =
  /** The element at these indices is this number. */
  | { readonly invariant: 'exact'; readonly value: (index: readonly number[]) => number }
  /** Rows, or columns where there are more rows, are perpendicular and of length `gain`; axes after the first count as one. */
  | { readonly invariant: 'semiOrthogonal'; readonly gain: number; readonly haar: boolean }
  /** So many zeros in every slice across `axis`: at each of its indices, over all others. */
  | { readonly invariant: 'zerosPerSlice'; readonly axis: number; readonly count: number }
  /** At most `tolerance` for any values that the initializer gives. */
  | {
      readonly invariant: 'custom';
      readonly name: string;
      readonly residual: (values: Float64Array, shape: readonly number[]) => number;
      readonly tolerance: number;
    };

/** What an initializer says of its values, for a tensor of one shape. Tests hold it to every word. */
export interface Claim {
  /** The law of an element, or of the elements of each part. */
  readonly marginal: Law | readonly PartLaw[];
  /**
   * - `'iid'`: elements are independent;
   * - `'exchangeable'`: the order of elements tells nothing, but they depend on each other (a fixed number of zeros);
   * - `'structured'`: dependent in the way that the invariants state (an orthogonal matrix);
   * - `'deterministic'`: the key has no influence.
   */
  readonly dependence: 'iid' | 'exchangeable' | 'structured' | 'deterministic';
  readonly invariants?: readonly Invariant[];
  /** How many equally likely values the elements have in float32, where it is few: 2 ** 24 for a uniform law. @default 2 ** 32 */
  readonly lattice?: number;
}
