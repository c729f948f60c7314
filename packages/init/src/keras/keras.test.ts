import type { ParamSpec } from '@nn/core';
import { describe, expect, it } from 'vitest';
import { drawOf } from '../initializer/draw-of.js';
import { specOf, unknownSource } from '../initializer/spec-of.js';
import { refusal } from '../initializer/test-refusal.js';
import * as keras from './index.js';

// A dense kernel of 300 inputs and 100 outputs, [out, in].
const spec: ParamSpec = { role: 'weight', axes: { in: [1], out: [0] } };
const weight = specOf({ ...unknownSource, spec }, [100, 300], 'float32', 'test');
const cut = 0.87962566103423978;
const truncated = (std: number, mean = 0): object => ({
  law: 'truncNormal',
  mean,
  std: expect.closeTo(std, 14),
  a: expect.closeTo(mean - 2 * std, 14),
  b: expect.closeTo(mean + 2 * std, 14),
});
const uniform = (limit: number): object => ({
  law: 'uniform',
  low: expect.closeTo(-limit, 14),
  high: expect.closeTo(limit, 14),
});

/** Keras 3, keras/src/initializers/{constant,random}_initializers.py: defaults and formulas. */
describe("Keras's initializers have its defaults and meanings", () => {
  it.each([
    ['Zeros', keras.zeros(), { law: 'constant', value: 0 }],
    ['Ones', keras.ones(), { law: 'constant', value: 1 }],
    ['Constant', keras.constant(), { law: 'constant', value: 0 }],
    ['Constant(3)', keras.constant({ value: 3 }), { law: 'constant', value: 3 }],
    ['RandomNormal', keras.randomNormal(), { law: 'normal', mean: 0, std: 0.05 }],
    ['RandomUniform', keras.randomUniform(), { law: 'uniform', low: -0.05, high: 0.05 }],
    ['TruncatedNormal', keras.truncatedNormal(), truncated(0.05)],
    ['TruncatedNormal(1, 3)', keras.truncatedNormal({ mean: 1, stddev: 3 }), truncated(3, 1)],
    ['VarianceScaling', keras.varianceScaling(), truncated(Math.sqrt(1 / 300) / cut)],
    [
      "VarianceScaling(2, 'fan_avg', 'uniform')",
      keras.varianceScaling({ scale: 2, mode: 'fan_avg', distribution: 'uniform' }),
      uniform(Math.sqrt(6 / 200)),
    ],
    [
      "VarianceScaling(distribution='untruncated_normal')",
      keras.varianceScaling({ distribution: 'untruncated_normal' }),
      { law: 'normal', mean: 0, std: Math.sqrt(1 / 300) },
    ],
    [
      "VarianceScaling(distribution='normal')",
      keras.varianceScaling({ distribution: 'normal' }),
      truncated(Math.sqrt(1 / 300) / cut),
    ],
    ['LecunNormal', keras.lecunNormal(), truncated(Math.sqrt(1 / 300) / cut)],
    ['LecunUniform', keras.lecunUniform(), uniform(Math.sqrt(3 / 300))],
    ['GlorotNormal', keras.glorotNormal(), truncated(Math.sqrt(2 / 400) / cut)],
    ['GlorotUniform', keras.glorotUniform(), uniform(Math.sqrt(6 / 400))],
    ['HeNormal', keras.heNormal(), truncated(Math.sqrt(2 / 300) / cut)],
    ['HeUniform', keras.heUniform(), uniform(Math.sqrt(6 / 300))],
  ])('%s', (_, of, wanted) => {
    expect(drawOf(of, weight)).toEqual(wanted);
  });
});

it('has the structured ones, by its names', () => {
  expect(String(keras.orthogonal())).toBe('orthogonal(gain=1, rows=first)');
  expect(String(keras.identity({ gain: 2 }))).toBe('identity(gain=2)');
});

it('refuses options that Keras does not have', () => {
  expect(refusal(() => keras.randomNormal({ std: 1 } as never))).toMatchObject({
    code: 'OPTION',
    op: 'keras.randomNormal',
  });
  expect(refusal(() => keras.varianceScaling({ distribution: 'gauss' as never }))).toMatchObject({ code: 'OPTION' });
  expect(refusal(() => keras.varianceScaling({ scale: 0 }))).toMatchObject({ code: 'OPTION' });
});
