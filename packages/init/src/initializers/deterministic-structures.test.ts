import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { valuesOf } from '../initializer/test-values.js';
import { logOdds } from './log-odds.js';

const size = fc.integer({ min: 1, max: 6 });

describe('identity', () => {
  it('is what eye_ makes, times the gain', () => {
    fc.assert(
      fc.property(size, size, fc.double({ min: -3, max: 3, noNaN: true }), (rows, columns, gain) => {
        const eye = init.eye_({ data: new Float64Array(rows * columns), shape: [rows, columns] }).data;
        const expected = eye.map((one) => (one === 1 ? gain + 0 : 0));
        expect(valuesOf(init.identity({ gain }), [rows, columns], { dtype: 'float64' })).toEqual(expected);
      }),
      { seed: 42, numRuns: 50 },
    );
  });

  it('is one in every gate of a packed weight', () => {
    const spec = { role: 'weight', blocks: ['i', 'f'] } as const;
    expect([...valuesOf(init.identity(), [4, 2], { spec })]).toEqual([1, 0, 0, 1, 1, 0, 0, 1]);
  });

  it('refuses what has no diagonal', () => {
    for (const shape of [[], [3], [2, 2, 2]])
      expect(() => valuesOf(init.identity(), shape)).toThrow('only a matrix has a diagonal');
  });
});

describe('dirac', () => {
  it('is what dirac_ makes, with the groups given or declared', () => {
    fc.assert(
      fc.property(
        size,
        size,
        size,
        fc.array(size, { minLength: 1, maxLength: 3 }),
        (groups, perGroup, inputs, kernel) => {
          const shape = [groups * perGroup, inputs, ...kernel];
          const data = new Float32Array(shape.reduce((a, b) => a * b));
          const expected = init.dirac_({ data, shape }, { groups }).data;
          expect(valuesOf(init.dirac({ groups }), shape)).toEqual(expected);
          expect(valuesOf(init.dirac(), shape, { spec: { role: 'weight', groups } })).toEqual(expected);
        },
      ),
      { seed: 42, numRuns: 50 },
    );
  });
});

describe('bilinear', () => {
  it('is the published kernel', () => {
    const row = [0.25, 0.75, 0.75, 0.25];
    expect([...valuesOf(init.bilinear(), [1, 1, 4, 4])]).toEqual(row.flatMap((a) => row.map((b) => a * b)));
    expect([...valuesOf(init.bilinear(), [1, 1, 3])]).toEqual([0.5, 1, 0.5]);
    expect([...valuesOf(init.bilinear(), [1, 1, 1])]).toEqual([1]);
  });

  it('enlarges a straight line to a straight line', () => {
    for (const kernel of [2, 3, 4, 5, 6, 7, 8]) {
      const factor = Math.ceil(kernel / 2);
      const weight = valuesOf(init.bilinear(), [1, 1, kernel], { dtype: 'float64' });
      const enlarged = new Float64Array(10 * factor + kernel);
      for (let i = 0; i < 10; i++) for (let k = 0; k < kernel; k++) enlarged[i * factor + k]! += i * weight[k]!;
      const inner = enlarged.slice(2 * factor, 8 * factor);
      inner.forEach((value, i) => expect(value - inner[0]!).toBeCloseTo(i / factor, 12));
    }
  });

  it('keeps channels apart', () => {
    const weight = valuesOf(init.bilinear(), [2, 2, 2]);
    expect([...weight]).toEqual([0.5, 0.5, 0, 0, 0, 0, 0.5, 0.5].map((x) => x * 1));
    expect([...valuesOf(init.bilinear(), [2, 1, 1], { spec: { role: 'weight', groups: 2 } })]).toEqual([1, 1]);
  });
});

describe('priorBias', () => {
  it('makes a sigmoid answer with the probability', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (p) => {
        const value = valuesOf(init.priorBias({ probability: p }), [1], { dtype: 'float64' })[0]!;
        expect(1 / (1 + Math.exp(-value)) / p).toBeCloseTo(1, 11);
      }),
      { seed: 42, numRuns: 200 },
    );
    expect(valuesOf(init.priorBias({ probability: 0.01 }), [1], { dtype: 'float64' })[0]).toBe(-Math.log(99));
  });

  it('is to the last digits what logarithms give, as far as probabilities reach', () => {
    for (const p of [2 ** -1074, 1e-300, 1e-9, 0.1, 0.3, 0.7, 0.75, 0.999]) {
      const exact = Math.log(p) - Math.log1p(-p);
      expect(Math.abs(logOdds(p) / exact - 1)).toBeLessThan(5e-16);
    }
    expect(logOdds(0.5)).toBe(0);
    expect(logOdds(0.49999)).toBeCloseTo(-4.0000000005373336e-5, 20);
    expect(logOdds(0.25)).toBe(-logOdds(0.75));
    // Next to 1/2 the odds are 1 + 4d, and their logarithm is as exact as d.
    expect(logOdds(0.5 + 2 ** -40)).toBe(2 ** -38);
  });

  it('refuses what is no probability, and what is no bias', () => {
    for (const probability of [0, 1, -0.5, Number.NaN]) {
      expect(() => init.priorBias({ probability })).toThrow(expect.objectContaining({ code: 'OPTION' }));
    }
    const spec = { role: 'weight' } as const;
    expect(() => valuesOf(init.priorBias({ probability: 0.1 }), [2], { spec })).toThrow(
      'it is for a bias, and this is a weight',
    );
  });
});

describe('zeroGamma', () => {
  it('is for gains alone', () => {
    expect([...valuesOf(init.zeroGamma(), [2], { spec: { role: 'gain' } })]).toEqual([0, 0]);
    expect(() => valuesOf(init.zeroGamma(), [2], { spec: { role: 'bias' } })).toThrow('it is for the gain of a norm');
  });
});
