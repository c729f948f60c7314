import { NnError } from '@nn/core';
import type { AbortSignalLike } from './abort.js';
import { type Dataset, datasetOf } from './dataset.js';

/**
 * Some samples of a dataset, in an order of their own.
 *
 * @throws NnError 'INDEX' in `get`, for a place that the subset does not have
 * @example
 * import { Subset } from '@nn/nn';
 *
 * new Subset(['a', 'b', 'c'], [2, 0]).get(0); // 'c'
 */
export class Subset<Sample> implements Dataset<Sample> {
  readonly dataset: Dataset<Sample>;
  readonly getBatch?: (indices: readonly number[]) => unknown;

  constructor(
    source: Dataset<Sample> | ArrayLike<Sample>,
    readonly indices: ArrayLike<number>,
  ) {
    const dataset = datasetOf(source);
    if (dataset === null) throw new NnError('OPTION', 'Subset needs a dataset with a length', { op: 'Subset' });
    this.dataset = dataset;
    if (dataset.getBatch !== undefined)
      this.getBatch = (places) => dataset.getBatch!(places.map((place) => this.place(place)));
  }

  get length(): number {
    return this.indices.length;
  }

  get(index: number, signal?: AbortSignalLike): Sample {
    return this.dataset.get(this.place(index), signal);
  }

  private place(index: number): number {
    const place = this.indices[index < 0 ? index + this.length : index];
    if (place !== undefined) return place;
    throw new NnError('INDEX', `index ${index} is out of range for a subset of ${this.length} samples`, {
      op: 'Subset',
      details: { index, length: this.length },
    });
  }
}
