import type { Generator } from '../generator.js';
import { refusal, streamed } from '../refuse.js';
import { drawUnits64 } from './draw.js';
import type { FillableArray } from './fillable-array.js';

export interface BernoulliParameters {
  /** The probability of a one. */
  readonly p: number;
}

/**
 * Refuses what `fillBernoulli` would refuse.
 *
 * Errors: `OPTION` for p outside [0, 1] and for NaN.
 */
export function checkBernoulli({ p }: BernoulliParameters): void {
  if (typeof p !== 'number' || !(p >= 0 && p <= 1)) {
    throw refusal(
      'bernoulli_',
      `bernoulli_ expects p to be in [0, 1], but got p=${streamed(p)}`,
      { p },
      'Pass a probability.',
    );
  }
}

/**
 * Ones with probability p, else zeros: the law of `bernoulli_(p)` and of dropout masks. Two words an element, whatever
 * its dtype. (Builds of PyTorch with MKL draw another stream.)
 *
 * Errors: those of `checkBernoulli`; nothing is drawn then.
 *
 * @example
 * import { fillBernoulli, Generator } from '@nn/random';
 *
 * fillBernoulli(new Float32Array(10), { p: 0.5 }, new Generator(0));
 */
export function fillBernoulli(out: FillableArray, parameters: BernoulliParameters, generator: Generator): void {
  checkBernoulli(parameters);
  const { p } = parameters;
  drawUnits64(out.length, generator, (units, start, size) => {
    if (out instanceof BigInt64Array) for (let j = 0; j < size; j++) out[start + j] = units[j]! < p ? 1n : 0n;
    else for (let j = 0; j < size; j++) out[start + j] = Number(units[j]! < p);
  });
}
