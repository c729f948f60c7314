import { checkFlag, checkPositive } from '../errors.js';
import type { BatchSamplerLike, Sampler } from './sampler.js';

/**
 * The places of a sampler, `batchSize` at a time.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { BatchSampler } from '@nn/nn';
 *
 * [...new BatchSampler([3, 1, 4, 1, 5], 2, true)]; // [[3, 1], [4, 1]]
 */
export class BatchSampler implements BatchSamplerLike {
  constructor(
    readonly sampler: Sampler,
    readonly batchSize: number,
    readonly dropLast: boolean,
  ) {
    checkPositive('batch_size', batchSize, 'BatchSampler');
    checkFlag('drop_last', dropLast, 'BatchSampler');
  }

  /** How many batches there are; NaN where the sampler does not tell how many places it has. */
  get length(): number {
    const batches = (this.sampler.length ?? Number.NaN) / this.batchSize;
    return this.dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  *[Symbol.iterator](): Generator<number[], void> {
    let batch: number[] = [];
    for (const place of this.sampler) {
      if (batch.push(place) < this.batchSize) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0 && !this.dropLast) yield batch;
  }
}
