import { describe, expect, it } from 'vitest';
import {
  normalCdf,
  sampleSizeForCorrelation,
  sampleSizeForDistance,
  sampleSizeForMean,
  sampleSizeForProportion,
  sampleSizeForStd,
  varianceTest,
} from './index.js';
import { normals } from './test-draws.js';

describe('sample sizes for one false alarm in 1e9 and one miss in 1000', () => {
  it.each([
    ['a std off by 2 %, normal', sampleSizeForStd(0.02, 3), 106_542],
    ['a std off by 1 %, normal', sampleSizeForStd(0.01, 3), 424_644],
    ['a std off by 5 %, normal', sampleSizeForStd(0.05, 3), 17_240],
    ['a std off by 2 %, uniform', sampleSizeForStd(0.02, 1.8), 42_617],
    ['a variance of one half', sampleSizeForStd(Math.SQRT1_2 - 1, 3), 469],
    ['a mean off by 0.02', sampleSizeForMean(0.02), 211_584],
    ['a share of 0.48 for 0.5', sampleSizeForProportion(0.5, 0.48), 52_868],
    ['a share of 0.25 for 0.5', sampleSizeForProportion(0.5, 0.25), 309],
    ['a correlation of 0.02', sampleSizeForCorrelation(0.02), 211_531],
    ['a correlation of 0.5', sampleSizeForCorrelation(0.5), 284],
  ])('%s', (_, found, expected) => expect(found).toBe(expected));

  it('a distribution function that is off by that of a std of 2 %', () => {
    let distance = 0;
    for (let x = 0; x < 3; x += 0.001) distance = Math.max(distance, normalCdf(x) - normalCdf(x / 1.02));
    expect(sampleSizeForDistance(distance) / 1_187_682).toBeCloseTo(1, 4);
  });

  it('2^17 draws are enough for a std that is off by 2 %, and 2^20 for 0.65 %', () => {
    expect(sampleSizeForStd(0.02, 3)).toBeLessThan(2 ** 17);
    expect(sampleSizeForStd(-0.02, 3)).toBeLessThan(2 ** 17);
    expect(sampleSizeForStd(0.0065, 3)).toBeLessThan(2 ** 20);
  });

  it('mean what they say: at the size for a miss in ten, about one in ten is missed', () => {
    const rates = { alpha: 0.01, beta: 0.1 };
    const n = sampleSizeForStd(0.1, 3, rates);
    const found = Array.from({ length: 400 }, (_, seed) => {
      const x = normals(n, seed).map((z) => 1.1 * z);
      return varianceTest(x, { mean: 0, variance: 1, kurtosis: 3 }).p < 0.01;
    });
    const misses = found.filter((rejected) => !rejected).length / 400;
    expect(Math.abs(misses - 0.1)).toBeLessThan(0.05);
  });
});
