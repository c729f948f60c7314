import type { Sampler, Sized } from './sampler.js';

/** All places from the first to the last. */
export class SequentialSampler implements Sampler {
  constructor(readonly dataSource: Sized) {}

  get length(): number {
    return this.dataSource.length;
  }

  *[Symbol.iterator](): Generator<number, void> {
    const { length } = this;
    for (let place = 0; place < length; place++) yield place;
  }
}
