import type { LawModel } from '../law.js';

/** A `LawModel` that knows enough to be cut and mixed. All figures are computed when they are first asked for, where that takes time. */
export interface Distribution extends LawModel {
  /** E(x − mean)³ / variance^(3/2); NaN where the variance is 0. */
  readonly skewness: number;
  /** P(low ≤ x ≤ high). The relative error is small in the tails too, where a difference of two `cdf` has lost all digits. */
  readonly mass: (low: number, high: number) => number;
  /** The distribution under the condition low ≤ x ≤ high, which must have a mass. */
  readonly cut: (low: number, high: number) => Distribution;
}

/** Computes on the first call, remembers for the next. */
export function once<T>(compute: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => (result ??= { value: compute() }).value;
}

/** The probability of a single value. */
export function atomAt({ atoms }: LawModel, x: number): number {
  return atoms.find(({ at }) => at === x)?.probability ?? 0;
}
