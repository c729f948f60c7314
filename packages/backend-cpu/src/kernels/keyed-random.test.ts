import type { KeyedDrawLaw } from '@nn/core';
import {
  fillKeyedBernoulli,
  fillKeyedNormal,
  fillKeyedTruncNormal,
  fillKeyedUniform,
  keyedTruncation,
  StreamKey,
  type TruncNormalParameters,
} from '@nn/random';
import { describe, expect, it } from 'vitest';
import { cpu } from '../cpu.js';
import { viewOf } from '../testing/views.js';

type Write = (out: Float32Array, key: StreamKey, first: number) => void;

const truncated = (parameters: TruncNormalParameters): (typeof laws)[number] => {
  const { mean, std, a, b } = parameters;
  const { first: word, count } = keyedTruncation(parameters, 'float32');
  return [
    'truncNormal',
    [mean, std, a, b, word, count],
    (out, key, first) => fillKeyedTruncNormal(out, parameters, key, first),
  ];
};

const laws: readonly [KeyedDrawLaw, readonly number[], Write][] = [
  ['uniform', [-0.3, 0.5], (out, key, first) => fillKeyedUniform(out, { low: -0.3, high: 0.5 }, key, first)],
  ['uniform', [-1, -0], (out, key, first) => fillKeyedUniform(out, { low: -1, high: -0 }, key, first)],
  ['uniform', [2, 2], (out, key, first) => fillKeyedUniform(out, { low: 2, high: 2 }, key, first)],
  ['normal', [0.1, 0.7], (out, key, first) => fillKeyedNormal(out, { mean: 0.1, std: 0.7 }, key, first)],
  truncated({ mean: 0, std: 1, a: -2, b: 2 }),
  truncated({ mean: -0.1, std: 0.02, a: -0.1, b: 5 }),
  truncated({ mean: 0, std: 1, a: -Infinity, b: Infinity }),
  ['bernoulli', [0.3], (out, key, first) => fillKeyedBernoulli(out, { p: 0.3 }, key, first)],
];

describe('keyed fills of the CPU', () => {
  it.each(laws)(
    '%s(%s): the bits of the reference, few or many, from anywhere in the stream',
    (law, parameters, write) => {
      const { keyedRandom } = cpu().kernels;
      const key = StreamKey.fromSeed(7).fold('weight');
      for (const length of [1, 255, 257, 3000]) {
        for (const first of [0, 5, 2 ** 33 + 3]) {
          const expected = new Float32Array(length);
          write(expected, key, first);
          const out = viewOf('float32', [length], []);
          const attributes = {
            law,
            parameters,
            key: key.words,
            first,
            write: (at: number, to: Float32Array) => write(to, key, at),
          };
          keyedRandom!([], attributes, [out]);
          expect(out.storage.memory).toEqual(expected);
        }
      }
    },
  );
});
