import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float32 } from './arbitraries.js';
import { ulpDistance32, ulpDistance64 } from './ulp.js';

describe('ulpDistance32', () => {
  it('counts float32 values', () => {
    expect(ulpDistance32(1, 1)).toBe(0);
    expect(ulpDistance32(1, 1 + 2 ** -23)).toBe(1);
    expect(ulpDistance32(1, 1 - 2 ** -24)).toBe(1);
    expect(ulpDistance32(2 ** -149, -(2 ** -149))).toBe(2);
    expect(ulpDistance32(0, -0)).toBe(0);
    expect(ulpDistance32((2 - 2 ** -23) * 2 ** 127, Number.POSITIVE_INFINITY)).toBe(1);
    expect(ulpDistance32(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)).toBe(2 * 0x7f800000);
  });

  it('keeps NaN apart from numbers', () => {
    expect(ulpDistance32(Number.NaN, Number.NaN)).toBe(0);
    expect(ulpDistance32(Number.NaN, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(ulpDistance64(1, Number.NaN)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is a distance: symmetric, and additive along the line', () => {
    const number = float32().filter((x) => !Number.isNaN(x));
    const property = fc.property(number, number, number, (x, y, z) => {
      const [a, b, c] = [x, y, z].sort((p, q) => p - q) as [number, number, number];
      expect(ulpDistance32(a, b)).toBe(ulpDistance32(b, a));
      expect(ulpDistance32(a, b) + ulpDistance32(b, c)).toBe(ulpDistance32(a, c));
    });
    fc.assert(property, { seed: 42, numRuns: 1000 });
  });
});

describe('ulpDistance64', () => {
  it('counts float64 values', () => {
    expect(ulpDistance64(1, 1 + Number.EPSILON)).toBe(1);
    expect(ulpDistance64(0, Number.MIN_VALUE)).toBe(1);
    expect(ulpDistance64(-Number.MIN_VALUE, Number.MIN_VALUE)).toBe(2);
    expect(ulpDistance64(0.1 + 0.2, 0.3)).toBe(1);
  });
});
