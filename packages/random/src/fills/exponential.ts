import type { Generator } from '../generator.js';
import { refusal, streamed } from '../refuse.js';
import { drawUnits64 } from './draw.js';

export interface ExponentialParameters {
  /** The rate: one over the mean. */
  readonly lambd: number;
}

/**
 * Refuses what `fillExponential` would refuse.
 *
 * Errors: `OPTION` for lambd <= 0 and for NaN.
 */
export function checkExponential({ lambd }: ExponentialParameters): void {
  if (typeof lambd !== 'number' || !(lambd > 0)) {
    const sentence = `exponential_ expects lambda > 0.0, but found lambda=${streamed(lambd)}`;
    throw refusal('exponential_', sentence, { lambd }, 'Pass a positive rate.');
  }
}

/**
 * Exponential with rate `lambd`, the law of `exponential_`: -1 / lambd * log(1 - u) in double, two words an element.
 * The logarithm is the engine's: up to 1 ulp from glibc's in float64, practically never seen in float32.
 *
 * Errors: those of `checkExponential`; nothing is drawn then.
 *
 * @example
 * import { fillExponential, Generator } from '@nn/random';
 *
 * fillExponential(new Float32Array(3), { lambd: 1 }, new Generator(0));
 */
export function fillExponential(
  out: Float32Array | Float64Array,
  parameters: ExponentialParameters,
  generator: Generator,
): void {
  checkExponential(parameters);
  const stretch = -1 / parameters.lambd;
  drawUnits64(out.length, generator, (units, start, size) => {
    for (let j = 0; j < size; j++) out[start + j] = stretch * Math.log(1 - units[j]!);
  });
}
