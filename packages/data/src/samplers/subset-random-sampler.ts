import { defaultGenerator, type Generator as RandomGenerator, randpermInt32 } from '@nn/random';
import type { Sampler } from './sampler.js';

export interface SubsetRandomSamplerOptions {
  /** The stream to draw from. @default the one of `manualSeed` */
  readonly generator?: RandomGenerator;
}

/**
 * The given places in random order: PyTorch's for the same seed.
 *
 * @example
 * import { manualSeed, SubsetRandomSampler } from '@nn/nn';
 *
 * manualSeed(0);
 * [...new SubsetRandomSampler([10, 20, 30, 40, 50])]; // [50, 10, 20, 40, 30]
 */
export class SubsetRandomSampler implements Sampler {
  private readonly generator: RandomGenerator;

  constructor(
    readonly indices: ArrayLike<number>,
    { generator = defaultGenerator }: SubsetRandomSamplerOptions = {},
  ) {
    this.generator = generator;
  }

  get length(): number {
    return this.indices.length;
  }

  *[Symbol.iterator](): Generator<number, void> {
    for (const place of randpermInt32(this.length, this.generator)) yield this.indices[place]!;
  }
}
