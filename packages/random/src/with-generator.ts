import type { RandomSource } from '@nn/core';
import { Generator } from './generator.js';

/**
 * Lends `fn` the generator that a source is, or else one in the source's state, which is given back afterwards. The
 * fills want a generator because they draw whole blocks.
 */
export function withGenerator<T>(source: RandomSource, fn: (generator: Generator) => T): T {
  if (source instanceof Generator) return fn(source);
  const generator = new Generator();
  generator.setState(source.getState());
  const result = fn(generator);
  source.setState(generator.getState());
  return result;
}
