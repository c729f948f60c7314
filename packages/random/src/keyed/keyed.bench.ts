import { bench, describe } from 'vitest';
import {
  fillKeyedBernoulli,
  fillKeyedLogOfUniform,
  fillKeyedNormal,
  fillKeyedTruncNormal,
  fillKeyedUniform,
  fillKeyedWords,
  fillNormal,
  Generator,
  StreamKey,
} from '../index.js';

const size = 1 << 16;
const key = StreamKey.fromSeed(0);
const words = new Uint32Array(size);
const single = new Float32Array(size);
const double = new Float64Array(size);

describe(`${size} elements`, () => {
  bench('words', () => fillKeyedWords(words, key));
  bench('uniform, float32', () => fillKeyedUniform(single, { low: -1, high: 1 }, key));
  bench('uniform, float64', () => fillKeyedUniform(double, { low: -1, high: 1 }, key));
  bench('normal, float32', () => fillKeyedNormal(single, { mean: 0, std: 0.02 }, key));
  bench('normal, float64', () => fillKeyedNormal(double, { mean: 0, std: 0.02 }, key));
  bench('truncated normal, float32', () =>
    fillKeyedTruncNormal(single, { mean: 0, std: 0.02, a: -0.04, b: 0.04 }, key));
  bench('bernoulli', () => fillKeyedBernoulli(single, { p: 0.5 }, key));
  bench('logarithm of uniform', () => fillKeyedLogOfUniform(single, { low: 1, high: 99 }, key));
  bench('sequential normal, float32, for comparison', () =>
    fillNormal(single, { mean: 0, std: 0.02 }, new Generator(0)));
});

describe('keys', () => {
  bench('fold a path', () => void key.fold('encoder.layers.11.attention.weight'));
  bench('fold an index', () => void key.fold(11));
});
