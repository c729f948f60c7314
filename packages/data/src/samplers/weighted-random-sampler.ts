import { NnError } from '@nn/core';
import type { Generator as RandomGenerator } from '@nn/random';
import { multinomial, tensor, type Tensor } from '@nn/tensor';
import { checkFlag, checkPositive } from '../errors.js';
import type { Sampler } from './sampler.js';

export interface WeightedRandomSamplerOptions {
  /** Whether a place may come again. @default true */
  readonly replacement?: boolean;
  /** The stream to draw from. @default the one of `manualSeed` */
  readonly generator?: RandomGenerator;
}

/**
 * Places drawn with the given weights, which need not add up to 1: PyTorch's for the same seed.
 *
 * @throws NnError 'OPTION'; in an iteration also 'VALUE' for weights that are negative, not finite or all zero
 * @example
 * import { manualSeed, WeightedRandomSampler } from '@nn/nn';
 *
 * manualSeed(0);
 * [...new WeightedRandomSampler([1, 0, 3], 8)]; // [2, 2, 2, 2, 2, 2, 0, 2]
 */
export class WeightedRandomSampler implements Sampler {
  readonly replacement: boolean;
  readonly weights: Float64Array;
  private readonly generator: RandomGenerator | undefined;

  constructor(
    weights: ArrayLike<number>,
    readonly numSamples: number,
    { replacement = true, generator }: WeightedRandomSamplerOptions = {},
  ) {
    checkPositive('num_samples', numSamples, 'WeightedRandomSampler');
    checkFlag('replacement', replacement, 'WeightedRandomSampler');
    if (Array.from(weights).some((weight) => typeof weight !== 'number')) {
      throw new NnError('OPTION', 'weights should be a 1d sequence of numbers', { op: 'WeightedRandomSampler' });
    }
    this.weights = Float64Array.from(weights);
    this.replacement = replacement;
    this.generator = generator;
  }

  get length(): number {
    return this.numSamples;
  }

  *[Symbol.iterator](): Generator<number, void> {
    const { replacement, generator } = this;
    const drawn: Tensor = multinomial(
      tensor(this.weights),
      this.numSamples,
      generator === undefined ? { replacement } : { replacement, generator },
    );
    for (const place of drawn.toTypedArraySync()) yield Number(place);
  }
}
