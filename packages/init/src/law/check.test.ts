import { NnError } from '@nn/core';
import { describe, expect, it } from 'vitest';
import { checkLaw } from './check.js';
import type { Law } from './law.js';
import { modelOf } from './model.js';

const normal: Law = { law: 'normal', mean: 0, std: 1 };
const mixtureOf = (...weights: number[]): Law => ({
  law: 'mixture',
  parts: weights.map((weight) => ({ weight, of: normal })),
});

function refusalOf(run: () => void): NnError {
  try {
    run();
  } catch (error) {
    if (error instanceof NnError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('checkLaw', () => {
  it.each<[string, unknown]>([
    ['value', { law: 'point', value: NaN }],
    ['value', { law: 'point' }],
    ['low', { law: 'uniform', low: 2, high: 1 }],
    ['high', { law: 'uniform', low: 2, high: Infinity }],
    ['high', { law: 'uniform', low: -1e308, high: 1e308 }],
    ['parts[0]', { law: 'mixture', parts: [null] }],
    ['parts[0].of.value', { law: 'mixture', parts: [{ weight: 1, of: { law: 'point', value: '1' } }] }],
    [
      'atoms[0].at',
      { law: 'custom', name: 'x', mean: 0, variance: 1, kurtosis: 3, support: [0, 1], atoms: [{}], cdf: () => 0 },
    ],
    ['std', { law: 'normal', mean: 0, std: -0.02 }],
    ['mean', { law: 'normal', mean: '0', std: 1 }],
    ['low', { law: 'truncatedNormal', mean: 0, std: 1, low: NaN, high: 1 }],
    ['low', { law: 'truncatedNormal', mean: 0, std: 1, low: Infinity, high: Infinity }],
    ['mean', { law: 'truncatedNormal', mean: 0, std: 0, low: 1, high: 2 }],
    ['low', { law: 'logOfUniform', low: 0, high: 2 }],
    ['dimension', { law: 'sphere', dimension: 2.5, radius: 1 }],
    ['radius', { law: 'sphere', dimension: 3, radius: -1 }],
    ['scale', { law: 'affine', of: normal, scale: Infinity, shift: 0 }],
    ['of.std', { law: 'affine', of: { law: 'normal', mean: 0, std: NaN }, scale: 1, shift: 0 }],
    ['parts', mixtureOf(0.5, 0.4)],
    ['parts', mixtureOf()],
    ['parts[1].weight', mixtureOf(1.5, -0.5)],
    [
      'parts[0].of.of.low',
      {
        law: 'mixture',
        parts: [{ weight: 1, of: { law: 'clamp', of: { law: 'uniform', low: 1, high: 0 }, low: 0, high: 1 } }],
      },
    ],
    ['high', { law: 'clamp', of: normal, low: -Infinity, high: -Infinity }],
    ['low', { law: 'truncate', of: { law: 'uniform', low: 0, high: 1 }, low: 2, high: 3 }],
    ['low', { law: 'truncate', of: normal, low: 60, high: 61 }],
    [
      'variance',
      { law: 'custom', name: 'x', mean: 0, variance: -1, kurtosis: 3, support: [0, 1], atoms: [], cdf: () => 0 },
    ],
    ['cdf', { law: 'custom', name: 'x', mean: 0, variance: 1, kurtosis: 3, support: [0, 1], atoms: [] }],
    ['support', { law: 'custom', name: 'x', mean: 0, variance: 1, kurtosis: 3, atoms: [], cdf: () => 0 }],
  ])('refuses, and says where: %s', (path, law) => {
    const error = refusalOf(() => checkLaw(law as Law));
    expect(error.code).toBe('OPTION');
    expect(error.details['path']).toBe(path);
    expect(error.message).toContain(path);
    expect(refusalOf(() => modelOf(law as Law)).details).toEqual(error.details);
  });

  it('guesses what a misspelt law was meant to be', () => {
    const law = { law: 'affine', of: { law: 'unifrom', low: 0, high: 1 }, scale: 1, shift: 0 } as unknown as Law;
    expect(refusalOf(() => checkLaw(law)).message).toBe("'unifrom' is no law, at of. Did you mean 'uniform'?");
    for (const nothing of [null, undefined, 3, {}]) {
      expect(refusalOf(() => checkLaw(nothing as unknown as Law)).code).toBe('OPTION');
    }
  });

  it('lets pass what has no spread, what is cut at one side only, and weights with rounding', () => {
    checkLaw({ law: 'uniform', low: 1, high: 1 });
    checkLaw({ law: 'normal', mean: 1, std: 0 });
    checkLaw({ law: 'truncate', of: normal, low: -Infinity, high: 0 });
    checkLaw({ law: 'truncate', of: { law: 'point', value: 1 }, low: 1, high: 1 });
    checkLaw(mixtureOf(...Array.from({ length: 10 }, () => 0.1)));
  });
});
