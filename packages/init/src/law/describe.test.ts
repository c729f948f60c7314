import { describe, expect, it } from 'vitest';
import { describeLaw } from './describe.js';
import type { Law } from './law.js';

const normal: Law = { law: 'normal', mean: 0, std: 0.02 };
const uniform: Law = { law: 'uniform', low: 5, high: 10 };
const logOfUniform: Law = { law: 'logOfUniform', low: 1, high: 99 };
const mixture: Law = {
  law: 'mixture',
  parts: [
    { weight: 0.5, of: { law: 'point', value: 0 } },
    { weight: 0.25, of: uniform },
    { weight: 0.25, of: { law: 'affine', of: uniform, scale: -1, shift: 0 } },
  ],
};

describe('describeLaw', () => {
  it.each<[string, Law]>([
    ['{0}', { law: 'point', value: 0 }],
    ['U(-0.25, 0.25)', { law: 'uniform', low: -0.25, high: 0.25 }],
    ['U(-0.1443, 0.1443)', { law: 'uniform', low: -1 / Math.sqrt(48), high: 1 / Math.sqrt(48) }],
    ['N(0, 0.02²)', normal],
    ['N(0, (1e-7)²)', { law: 'normal', mean: 0, std: 1e-7 }],
    ['N(0, 0.02²) cut to [-2, 2]', { law: 'truncatedNormal', mean: 0, std: 0.02, low: -2, high: 2 }],
    ['N(0, 0.02²) cut to [0, ∞)', { law: 'truncate', of: normal, low: 0, high: Infinity }],
    ['ln U(1, 99)', logOfUniform],
    ['sphere(64, 1)', { law: 'sphere', dimension: 64, radius: 1 }],
    ['0.5·{0} + 0.25·U(5, 10) + 0.25·U(-10, -5)', mixture],
    [
      '(0.5·{0} + 0.25·U(5, 10) + 0.25·U(-10, -5)) clamped to (-∞, 7]',
      { law: 'clamp', of: mixture, low: -Infinity, high: 7 },
    ],
    ['N(1, 0.04²)', { law: 'affine', of: normal, scale: -2, shift: 1 }],
    [
      '-2 × ln U(1, 99) - 1',
      { law: 'affine', of: { law: 'affine', of: logOfUniform, scale: 2, shift: 1 }, scale: -1, shift: 0 },
    ],
    ['sphere(9, 2) + 1', { law: 'affine', of: { law: 'sphere', dimension: 9, radius: 1 }, scale: -2, shift: 1 }],
    [
      '1·(N(0, 0.02²) cut to [0, 1])',
      { law: 'mixture', parts: [{ weight: 1, of: { law: 'truncate', of: normal, low: 0, high: 1 } }] },
    ],
    [
      'band',
      { law: 'custom', name: 'band', mean: 0, variance: 1, kurtosis: 1, support: [-1, 1], atoms: [], cdf: () => 0 },
    ],
  ])('writes %s', (text, law) => {
    expect(describeLaw(law)).toBe(text);
  });
});
