import type { Generator } from '../generator.js';
import { refusal } from '../refuse.js';
import { drawUnits64, drawWords } from './draw.js';
import type { FillableArray } from './fillable-array.js';

/**
 * Ones with a probability of their own each, else zeros: the law of `torch.bernoulli(probabilities)`. One word an
 * element for float32 probabilities, two for float64.
 *
 * Errors: `OPTION` for a probability outside [0, 1] or NaN, and for lengths that differ; nothing is drawn then.
 *
 * @example
 * import { fillBernoulliFrom, Generator } from '@nn/random';
 *
 * fillBernoulliFrom(new Float32Array(2), new Float32Array([0.1, 0.9]), new Generator(0));
 */
export function fillBernoulliFrom(
  out: FillableArray,
  probabilities: Float32Array | Float64Array,
  generator: Generator,
): void {
  const n = out.length;
  if (probabilities.length !== n) {
    const details = { elements: n, probabilities: probabilities.length };
    const sentence = `bernoulli: ${probabilities.length} probabilities for ${n} elements`;
    throw refusal('bernoulli', sentence, details, 'Give each element one.');
  }
  const index = probabilities.findIndex((p) => !(p >= 0 && p <= 1));
  if (index >= 0) {
    const p = probabilities[index]!;
    const details = { index, p };
    const advice = `Element ${index} is ${p}: pass probabilities in [0, 1].`;
    throw refusal('bernoulli', 'Expected p_in >= 0 && p_in <= 1 to be true, but got false', details, advice);
  }
  if (probabilities instanceof Float32Array) {
    drawWords(n, generator, (words, start, size) => {
      for (let j = 0; j < size; j++) set(out, start + j, (words[j]! & 0xffffff) * 2 ** -24 < probabilities[start + j]!);
    });
  } else {
    drawUnits64(n, generator, (units, start, size) => {
      for (let j = 0; j < size; j++) set(out, start + j, units[j]! < probabilities[start + j]!);
    });
  }
}

function set(out: FillableArray, i: number, one: boolean): void {
  if (out instanceof BigInt64Array) out[i] = one ? 1n : 0n;
  else out[i] = Number(one);
}
