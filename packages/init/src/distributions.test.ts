import { Generator } from '@nn/random';
import { describe, expect, it } from 'vitest';
import * as init from './index.js';
import type { BareArray, InitTarget } from './index.js';

const shape = [256, 64, 2, 2];
const n = 256 * 64 * 4;
const [fanIn, fanOut] = [256, 1024];

/** An initializer with what its law should have: the standard deviation and the bounds. */
type Case = readonly [
  name: string,
  fill: <T extends InitTarget | null>(target: T, generator: Generator) => T,
  std: number,
  low: number,
  high: number,
  kurtosis: number,
];

const uniform = (bound: number): [number, number, number, number] => [bound / Math.sqrt(3), -bound, bound, 1.8];
const normal = (std: number): [number, number, number, number] => [std, -Infinity, Infinity, 3];

const cases: readonly Case[] = [
  ['uniform_', (t, generator) => init.uniform_(t, { a: -0.5, b: 0.5, generator }), ...uniform(0.5)],
  ['normal_', (t, generator) => init.normal_(t, { std: 0.3, generator }), ...normal(0.3)],
  // The variance of a normal cut at ±2 is 1 − 4φ(2) / (2Φ(2) − 1).
  ['truncNormal_', (t, generator) => init.truncNormal_(t, { generator }), 0.87962566103423978, -2, 2, 2.3655694],
  [
    'xavierUniform_',
    (t, generator) => init.xavierUniform_(t, { gain: 2, generator }),
    ...uniform(2 * Math.sqrt(6 / (fanIn + fanOut))),
  ],
  ['xavierNormal_', (t, generator) => init.xavierNormal_(t, { generator }), ...normal(Math.sqrt(2 / (fanIn + fanOut)))],
  [
    'kaimingUniform_ for fan_in',
    (t, generator) => init.kaimingUniform_(t, { generator }),
    ...uniform(Math.sqrt(6 / fanIn)),
  ],
  [
    'kaimingUniform_ for fan_out',
    (t, generator) => init.kaimingUniform_(t, { mode: 'fan_out', nonlinearity: 'linear', generator }),
    ...uniform(Math.sqrt(3 / fanOut)),
  ],
  [
    'kaimingNormal_ for fan_in',
    (t, generator) => init.kaimingNormal_(t, { a: 1, generator }),
    ...normal(Math.sqrt(1 / fanIn)),
  ],
  [
    'kaimingNormal_ for fan_out',
    (t, generator) => init.kaimingNormal_(t, { mode: 'fan_out', nonlinearity: 'relu', generator }),
    ...normal(Math.sqrt(2 / fanOut)),
  ],
];

const moment = (data: BareArray['data'], power: number): number => {
  let sum = 0;
  for (const x of data) sum += x ** power;
  return sum / data.length;
};

/** Six standard errors: 2e-9 a test, and the seed is fixed. */
describe.each(cases)('%s', (_name, fill, std, low, high, kurtosis) => {
  it.each([0, 1, 42])('has the moments of its law after seed %i', (seed) => {
    const { data } = fill({ data: new Float32Array(n), shape }, new Generator(seed));
    const variance = moment(data, 2);
    expect(Math.abs(moment(data, 1))).toBeLessThan((6 * std) / Math.sqrt(n));
    expect(Math.abs(variance / std ** 2 - 1)).toBeLessThan(6 * Math.sqrt((kurtosis - 1) / n));
    expect(Math.abs(moment(data, 4) / variance ** 2 / kurtosis - 1)).toBeLessThan(0.1);
    expect(data.every((x) => x >= low - 1e-6 && x <= high + 1e-6)).toBe(true);
    if (Number.isFinite(low)) {
      expect(data.some((x) => x < low * 0.999)).toBe(true);
      expect(data.some((x) => x > high * 0.999)).toBe(true);
    }
  });
});
