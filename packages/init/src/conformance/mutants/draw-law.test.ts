import { cumulativeCells, kolmogorovTest, meanTest, randomizedPit, varianceTest } from '@nn/testing/statistics';
import { describe, expect, it } from 'vitest';
import { castLaw } from '../../compose/cast-law.js';
import { roundTo16Bits } from '../../initializer/round-to-16-bits.js';
import { describeLaw } from '../../law/describe.js';
import type { Law } from '../../law/law.js';
import { modelOf } from '../../law/model.js';
import { distributionOf } from '../battery/cells.js';
import { uniformNumbers } from '../battery/random.js';
import { samplerOf } from './draw-law.js';
import { drawn } from './figures.js';
import { randomNumbers } from './random.js';
import { roundedTo } from './round.js';

const normal: Law = { law: 'normal', mean: 0.5, std: 2 };
const cut = (low: number, high: number): Law => ({ law: 'truncatedNormal', mean: 0, std: 1, low, high });

const laws: readonly Law[] = [
  { law: 'uniform', low: -1, high: 3 },
  normal,
  cut(-2, 2),
  cut(-0.1, 0.3),
  cut(3, Infinity),
  cut(-Infinity, -4),
  cut(5, 7),
  cut(-1, Infinity),
  { law: 'logOfUniform', low: 1, high: 49 },
  ...[2, 3, 16, 300].map((dimension): Law => ({ law: 'sphere', dimension, radius: 2 })),
  { law: 'affine', of: cut(-1, 2), scale: -3, shift: 1 },
  {
    law: 'mixture',
    parts: [
      { weight: 0.3, of: normal },
      { weight: 0.5, of: { law: 'point', value: 1 } },
      { weight: 0.2, of: { law: 'uniform', low: 4, high: 5 } },
    ],
  },
  { law: 'clamp', of: normal, low: -1, high: 2 },
  { law: 'truncate', of: { law: 'clamp', of: normal, low: -1, high: 2 }, low: 0, high: 2 },
  { law: 'truncate', of: normal, low: 15, high: 20 },
  castLaw({ law: 'normal', mean: 0, std: 0.02 }, 'bfloat16'),
  { law: 'custom', name: 'exponential', ...exponential() },
];

function exponential(): Omit<Extract<Law, { readonly law: 'custom' }>, 'law' | 'name'> {
  const cdf = (x: number): number => (x <= 0 ? 0 : -Math.expm1(-x));
  return { mean: 1, variance: 1, kurtosis: 9, support: [0, Infinity], atoms: [], cdf };
}

describe("the mutants' own draws", () => {
  it.each(laws.map((law) => [describeLaw(law), law] as const))('follow %s', (_, law) => {
    const model = modelOf(law);
    const draws = drawn(samplerOf(law, randomNumbers(1)), 2 ** 13);
    const u = randomizedPit(cumulativeCells(draws, distributionOf(model)), uniformNumbers(2));
    const tests = [kolmogorovTest(u), meanTest(draws, model), varianceTest(draws, model)];
    expect(tests.filter(({ p }) => !(p > 1e-6))).toEqual([]);
  });

  it('end with an error where a law is cut to next to nothing', () => {
    const rare: Law = { law: 'truncate', of: { law: 'logOfUniform', low: 1, high: 9 }, low: 2.1972, high: 2.1973 };
    expect(() => drawn(samplerOf({ ...rare, low: 3 }, randomNumbers(1)), 1)).toThrow(/too little of the law/);
  });

  it('are rounded as the framework rounds', () => {
    const random = randomNumbers(3);
    for (const dtype of ['float16', 'bfloat16'] as const) {
      const draws = Float32Array.from({ length: 10_000 }, () => (random() - 0.5) * 2 ** (20 * random() - 18));
      const expected = [...roundTo16Bits(draws.slice(), dtype)];
      // Zero has no sign here.
      expect(Array.from(draws, (x) => roundedTo(dtype, x) + 0)).toEqual(expected.map((x) => x + 0));
    }
  });
});
