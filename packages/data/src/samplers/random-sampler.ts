import { defaultGenerator, fillRandint, fillRandom, Generator as RandomGenerator, randpermInt32 } from '@nn/random';
import { checkFlag, checkPositive } from '../errors.js';
import type { Sampler, Sized } from './sampler.js';

export interface RandomSamplerOptions {
  /** Whether a place may come again before all others came. @default false */
  readonly replacement?: boolean;
  /** How many places an iteration has. @default as many as the dataset */
  readonly numSamples?: number;
  /** The stream to draw from. @default one of its own for every iteration, whose seed is drawn from that of `manualSeed` */
  readonly generator?: RandomGenerator;
}

/**
 * Places in random order: PyTorch's for the same seed.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { manualSeed, RandomSampler } from '@nn/nn';
 *
 * manualSeed(0);
 * [...new RandomSampler({ length: 5 })]; // [1, 3, 4, 2, 0]
 */
export class RandomSampler implements Sampler {
  readonly replacement: boolean;
  private readonly count: number | undefined;
  private readonly generator: RandomGenerator | undefined;

  constructor(
    readonly dataSource: Sized,
    { replacement = false, numSamples, generator }: RandomSamplerOptions = {},
  ) {
    checkFlag('replacement', replacement, 'RandomSampler');
    checkPositive('num_samples', numSamples ?? dataSource.length, 'RandomSampler');
    this.replacement = replacement;
    this.count = numSamples;
    this.generator = generator;
  }

  get length(): number {
    return this.count ?? this.dataSource.length;
  }

  *[Symbol.iterator](): Generator<number, void> {
    const total = this.dataSource.length;
    const { length } = this;
    const generator = this.generator ?? new RandomGenerator(drawSeed(defaultGenerator));
    // As PyTorch draws: 32 places at once, or a whole permutation, and a last time for the rest, even where that is none.
    const size = this.replacement ? 32 : total;
    for (let left = length; ; left -= size) {
      yield* this.replacement
        ? drawPlaces(Math.min(left, size), total, generator)
        : randpermInt32(total, generator).subarray(0, Math.min(left, size));
      if (left < size) return;
    }
  }
}

function drawPlaces(count: number, total: number, generator: RandomGenerator): Int32Array {
  const places = new Int32Array(count);
  fillRandint(places, { low: 0, high: total }, generator);
  return places;
}

/** @internal A seed as PyTorch's `random_()` draws it. */
export function drawSeed(generator: RandomGenerator): bigint {
  const seed = new BigInt64Array(1);
  fillRandom(seed, generator, 'int64');
  return seed[0]!;
}
