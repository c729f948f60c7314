import {
  fillKeyedBernoulli,
  fillKeyedLogOfUniform,
  fillKeyedNormal,
  fillKeyedTruncNormal,
  fillKeyedUniform,
  fillKeyedWords,
  type KeyedArray,
  type StreamKey,
} from '@nn/random';
import type { Run } from './region.js';

/**
 * Random numbers for the elements of a region: each depends on the key and on the element's place in the whole tensor, so that a shard made
 * alone equals the same part of the whole. An initializer that needs two independent numbers an element folds its stream.
 */
export class RegionStream {
  constructor(
    readonly key: StreamKey,
    private readonly runs: readonly Run[],
  ) {}

  /** An independent stream over the same elements. */
  fold(tag: string | number): RegionStream {
    return new RegionStream(this.key.fold(tag), this.runs);
  }

  /** 32 random bits an element. */
  words(out: Uint32Array): Uint32Array {
    return this.each(out, (part, first) => fillKeyedWords(part, this.key, first));
  }

  /** Uniform in [low, high). */
  uniform<A extends KeyedArray>(out: A, { low = 0, high = 1 } = {}): A {
    return this.each(out, (part, first) => fillKeyedUniform(part, { low, high }, this.key, first));
  }

  /** Normal. */
  normal<A extends KeyedArray>(out: A, { mean = 0, std = 1 } = {}): A {
    return this.each(out, (part, first) => fillKeyedNormal(part, { mean, std }, this.key, first));
  }

  /** Normal, under the condition of lying in [a, b]. */
  truncNormal<A extends KeyedArray>(out: A, { mean = 0, std = 1, a = -2, b = 2 } = {}): A {
    return this.each(out, (part, first) => fillKeyedTruncNormal(part, { mean, std, a, b }, this.key, first));
  }

  /** 1 with probability p, else 0. */
  bernoulli<A extends KeyedArray>(out: A, { p = 0.5 } = {}): A {
    return this.each(out, (part, first) => fillKeyedBernoulli(part, { p }, this.key, first));
  }

  /** The natural logarithm of a uniform number in [low, high). */
  logOfUniform<A extends KeyedArray>(out: A, { low = 1, high = 2 } = {}): A {
    return this.each(out, (part, first) => fillKeyedLogOfUniform(part, { low, high }, this.key, first));
  }

  private each<A extends KeyedArray | Uint32Array>(out: A, fill: (part: A, first: number) => void): A {
    for (const { first, at, length } of this.runs) fill(out.subarray(at, at + length) as A, first);
    return out;
  }
}
