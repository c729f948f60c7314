import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed, scientific } from './digits.js';

describe("Python's number formats", () => {
  // '{:.2f}'.format(0.125) and so on, from Python.
  it.each([
    [0.125, 2, '0.12'],
    [0.375, 2, '0.38'],
    [-0.125, 2, '-0.12'],
    [2.5, 0, '2'],
    [3.5, 0, '4'],
    [0.5, 0, '0'],
    [9.5, 0, '10'],
    [8.5, 0, '8'],
    [0.15, 1, '0.1'],
    [0.25, 1, '0.2'],
    [-0, 4, '-0.0000'],
    [-1e-9, 4, '-0.0000'],
    [1e22, 2, '10000000000000000000000.00'],
    [1e23, 0, '99999999999999991611392'],
    [Number.NaN, 4, 'nan'],
    [Number.NEGATIVE_INFINITY, 4, '-inf'],
  ])('writes %d with %d digits', (x, precision, text) => {
    expect(fixed(x, precision)).toBe(text);
  });

  it.each([
    [100005, 4, '1.0000e+05'],
    [100015, 4, '1.0002e+05'],
    [2.5, 0, '2e+00'],
    [9.5, 0, '1e+01'],
    [8.5, 0, '8e+00'],
    [0, 4, '0.0000e+00'],
    [-0, 2, '-0.00e+00'],
    [1e-310, 4, '1.0000e-310'],
    [5e-324, 2, '4.94e-324'],
    [1.7976931348623157e308, 4, '1.7977e+308'],
    [Number.POSITIVE_INFINITY, 4, 'inf'],
  ])('writes %d with an exponent and %d digits', (x, precision, text) => {
    expect(scientific(x, precision)).toBe(text);
  });

  it('reads back to within half a unit of the last digit', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
        fc.integer({ min: 0, max: 17 }),
        (x, precision) => {
          const back = Number(scientific(x, precision));
          expect(Math.abs(back - x)).toBeLessThanOrEqual(Math.abs(x) * 10 ** -precision);
          if (precision >= 16) expect(back).toBe(x);
          if (Math.abs(x) < 1e15)
            expect(Math.abs(Number(fixed(x, precision)) - x)).toBeLessThanOrEqual(
              0.5 * 10 ** -precision + Math.abs(x) * 2 ** -52,
            );
        },
      ),
      { seed: 42, numRuns: 500 },
    );
  });
});
