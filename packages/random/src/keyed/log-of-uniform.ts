import type { UniformParameters } from '../fills/uniform.js';
import { refusal, streamed } from '../refuse.js';
import { dtypeOf, type KeyedArray, type KeyedDType } from './keyed-array.js';
import { fixedLogarithm } from './logarithm.js';
import type { StreamKey } from './stream-key.js';
import { affineUniform, checkKeyedUniform, uniformElement } from './uniform.js';
import { drawKeyedWords } from './words.js';

const op = 'fillKeyedLogOfUniform';

/** The smallest normal numbers. */
const smallest = { float32: 1.1754943508222875e-38, float64: 2.2250738585072014e-308 } as const;

/**
 * Refuses what `fillKeyedLogOfUniform` would refuse.
 *
 * Errors: `OPTION` for low below the dtype's smallest normal number, and as `checkKeyedUniform`.
 */
export function checkKeyedLogOfUniform({ low, high }: UniformParameters, dtype: KeyedDType): void {
  checkKeyedUniform({ low, high }, dtype);
  if (low >= smallest[dtype]) return;
  const sentence = `${op} expects low > 0, normal in ${dtype}, but found low=${streamed(low)}`;
  throw refusal(op, sentence, { low, high, dtype }, `Pass low >= ${smallest[dtype]}.`);
}

/**
 * The natural logarithm of a number that is uniform on [low, high): what chrono initialization makes gate biases of.
 * The uniform number is that of `fillKeyedUniform`; its logarithm is taken in fixed point with 43 binary places and
 * then rounded to the dtype. The bits are the same on every engine and backend.
 *
 * Element i of the stream goes to `out[i - first]`, so any part of a tensor can be made alone.
 *
 * Errors: those of `checkKeyedLogOfUniform`, and `OPTION` for a `first` that is no index.
 *
 * @example
 * import { fillKeyedLogOfUniform, StreamKey } from '@nn/random';
 *
 * const forget = new Float32Array(4);
 * fillKeyedLogOfUniform(forget, { low: 1, high: 99 }, StreamKey.fromSeed(0).fold('bias'));
 */
export function fillKeyedLogOfUniform(
  out: KeyedArray,
  parameters: UniformParameters,
  key: StreamKey,
  first: number = 0,
): void {
  const dtype = dtypeOf(out);
  checkKeyedLogOfUniform(parameters, dtype);
  const uniform = affineUniform(parameters, dtype);
  drawKeyedWords(out.length, key, first, (words, start) => {
    for (let j = 0; j < words.length; j++) out[start + j] = fixedLogarithm(uniformElement(uniform, words[j]!));
  });
}
