/** Places in a dataset, in the order in which they are to be read; anew for every iteration. An array of places is one. */
export interface Sampler extends Iterable<number> {
  /** How many places there are, where that is known. */
  readonly length?: number;
}

/** Places batch by batch. */
export interface BatchSamplerLike extends Iterable<readonly number[]> {
  /** How many batches there are, where that is known. */
  readonly length?: number;
}

/** @internal Whatever has a length. */
export interface Sized {
  readonly length: number;
}
