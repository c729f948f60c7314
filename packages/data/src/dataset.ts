import type { AbortSignalLike } from './abort.js';

/**
 * Samples by number. An array is one; so is any object with these two members. Where `get` gives promises, samples are loaded at once for a
 * whole batch, and batches ahead of their use.
 *
 * @example
 * import { type Dataset, DataLoader } from '@nn/nn';
 *
 * const squares: Dataset<number> = { length: 5, get: (index) => index * index };
 * [...new DataLoader(squares, { batchSize: 2 })].map(String); // ['tensor([0., 1.])', 'tensor([4., 9.])', 'tensor([16.])']
 */
export interface Dataset<Sample> {
  /** How many samples there are. */
  readonly length: number;
  /** The sample at a place, from 0; `signal` is aborted once nobody waits for it any more. */
  get(index: number, signal?: AbortSignalLike): Sample;
  /** What `get` and `defaultCollate` would give for these places, made at once. Used where no other `collate` is asked for. */
  getBatch?(indices: readonly number[]): unknown;
}

/** What a loader takes: samples by number, or samples one after another. */
export type DataSource<Sample> = Dataset<Sample> | ArrayLike<Sample> | Iterable<Sample> | AsyncIterable<Sample>;

/** @internal */
export function isDataset(source: unknown): source is Dataset<unknown> {
  const { get, length } = (source ?? {}) as Partial<Dataset<unknown>>;
  return typeof get === 'function' && typeof length === 'number';
}

/** @internal The source as samples by number, or null where it has none. */
export function datasetOf<Sample>(source: DataSource<Sample>): Dataset<Sample> | null {
  if (isDataset(source)) return source;
  if (!Array.isArray(source) && !ArrayBuffer.isView(source)) return null;
  const list = source as ArrayLike<Sample>;
  return {
    get length() {
      return list.length;
    },
    get: (index) => list[index]!,
  };
}
