import { NnError } from '@nn/core';
import type { AbortSignalLike } from './abort.js';
import { type Dataset, datasetOf } from './dataset.js';

/**
 * Datasets one after another.
 *
 * @throws NnError 'OPTION' for none, or for what has no length; 'INDEX' in `get`
 * @example
 * import { ConcatDataset } from '@nn/nn';
 *
 * const all = new ConcatDataset([['a', 'b'], ['c']]);
 * all.length; // 3
 * all.get(2); // 'c'
 */
export class ConcatDataset<Sample> implements Dataset<Sample> {
  readonly datasets: readonly Dataset<Sample>[];
  /** Where each dataset ends. */
  readonly cumulativeSizes: readonly number[];

  constructor(sources: Iterable<Dataset<Sample> | ArrayLike<Sample>>) {
    this.datasets = Array.from(sources, (source) => {
      const dataset = datasetOf(source);
      if (dataset === null)
        throw new NnError('OPTION', 'ConcatDataset does not support IterableDataset', {
          op: 'ConcatDataset',
          advice: 'Give datasets with a length.',
        });
      return dataset;
    });
    if (this.datasets.length === 0)
      throw new NnError('OPTION', 'datasets should not be an empty iterable', { op: 'ConcatDataset' });
    let end = 0;
    this.cumulativeSizes = this.datasets.map((dataset) => (end += dataset.length));
  }

  get length(): number {
    return this.cumulativeSizes.at(-1)!;
  }

  /** The sample at a place; negative ones count from the end. */
  get(index: number, signal?: AbortSignalLike): Sample {
    if (index < -this.length) {
      throw new NnError('INDEX', 'absolute value of index should not exceed dataset length', {
        op: 'ConcatDataset',
        details: { index, length: this.length },
      });
    }
    const place = index < 0 ? index + this.length : index;
    const at = this.cumulativeSizes.findIndex((end) => place < end);
    if (at < 0)
      throw new NnError('INDEX', `index ${index} is out of range for ${this.length} samples`, {
        op: 'ConcatDataset',
        details: { index, length: this.length },
      });
    return this.datasets[at]!.get(place - (this.cumulativeSizes[at - 1] ?? 0), signal);
  }
}
