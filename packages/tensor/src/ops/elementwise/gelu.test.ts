import { erfc } from '@nn/core/expression';
import { describe, expect, it } from 'vitest';
import { tensorOf, valuesOf } from '../../test-support.js';
import { gelu } from './gelu.js';

const truth = (x: number): number => (x * erfc.float64(-x * Math.SQRT1_2, 0)) / 2;

describe('gelu in float32', () => {
  const xs = Array.from({ length: 40_000 }, (_, i) => Math.fround((i - 20_000) / 2500 + i / 1e7));
  const values = valuesOf(gelu(tensorOf(xs, [xs.length], 'float32'))) as number[];

  it('is off by at most 2.5e-7 times x', () => {
    const errors = xs.map((x, i) => Math.abs(values[i]! - truth(x)) / Math.abs(x || 1));
    expect(Math.max(...errors)).toBeLessThan(2.5e-7);
  });

  it('has the sign of x, and is x or 0 far out', () => {
    xs.forEach((x, i) => {
      if (x * values[i]! < 0 || (x > 5.6 && values[i] !== x) || (x < -5.6 && values[i] !== 0))
        expect([x, values[i]]).toBe('right');
    });
    expect(valuesOf(gelu(tensorOf([Infinity, -Infinity, NaN, 3e38, -3e38, -0, 1e-45], [7], 'float32')))).toEqual(
      [Infinity, NaN, NaN, 3e38, -0, -0, 0].map(Math.fround),
    );
  });
});
