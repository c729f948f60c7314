import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedLogarithm } from './logarithm.js';
import { nextBelow } from './next-below.js';

describe('fixedLogarithm', () => {
  const positive = fc.double({ min: 2 ** -1022, max: Number.MAX_VALUE, noNaN: true });

  it('is as near as the specification says', () => {
    const error = (x: number): number => Math.abs(fixedLogarithm(x) - Math.log(x));
    const bound = (x: number): number => (4 + Math.abs(Math.floor(Math.log2(x)))) * 2 ** -44;
    fc.assert(
      fc.property(positive, fc.float({ min: 2 ** -126, noNaN: true, noDefaultInfinity: true }), (x, single) => {
        expect(error(single)).toBeLessThan(bound(single));
        expect(error(x)).toBeLessThan(bound(x) + 2 ** -40);
      }),
      { seed: 42, numRuns: 3000 },
    );
  });

  it('never falls while its argument grows', () => {
    const powers = Array.from({ length: 100 }, (_, i) => 2 ** (i - 50));
    const climbs = (below: number, above: number): void => {
      expect(fixedLogarithm(above)).toBeGreaterThanOrEqual(fixedLogarithm(below));
    };
    for (const power of powers) climbs(nextBelow(power, 'float64'), power);
    fc.assert(
      fc.property(positive, fc.integer({ min: 0, max: 2 ** 16 }), (x, steps) => {
        climbs(x, Math.min(x * (1 + steps * 2 ** -52), Number.MAX_VALUE));
      }),
      { seed: 42, numRuns: 2000 },
    );
  });

  it('tells neighbours of float32 apart', () => {
    fc.assert(
      fc.property(fc.float({ min: 2 ** -20, max: 2 ** 20, noNaN: true }), (x) => {
        expect(fixedLogarithm(x)).toBeGreaterThan(fixedLogarithm(nextBelow(x, 'float32')));
      }),
      { seed: 42, numRuns: 1000 },
    );
  });

  it('is exact for 1', () => {
    expect(Object.is(fixedLogarithm(1), 0)).toBe(true);
  });
});

describe('nextBelow', () => {
  it('gives the neighbour, across zero too', () => {
    expect(nextBelow(1, 'float32')).toBe(1 - 2 ** -24);
    expect(nextBelow(-1, 'float32')).toBe(-1 - 2 ** -23);
    expect(nextBelow(0, 'float32')).toBe(-(2 ** -149));
    expect(nextBelow(2 ** -149, 'float32')).toBe(0);
    expect(nextBelow(1, 'float64')).toBe(1 - 2 ** -53);
    expect(nextBelow(-0, 'float64')).toBe(-5e-324);
  });
});
