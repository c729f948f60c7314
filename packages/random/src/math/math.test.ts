import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erf32 } from './erf32.js';
import { erf64 } from './erf64.js';
import { erfinv32, erfinv64 } from './erfinv.js';
import { fma32, fma64, roundSum32 } from './fma.js';

const bits32 = (x: number): string => new Uint32Array(Float32Array.of(x).buffer)[0]!.toString(16);

/** A dyadic rational: whole * 2^power. */
interface Exact {
  readonly whole: bigint;
  readonly power: number;
}

function exactly(x: number): Exact {
  let [value, power] = [x, 0];
  while (!Number.isInteger(value)) [value, power] = [value * 2, power - 1];
  return { whole: BigInt(value), power };
}

/** a * b + c to `digits` binary places, ties to even, by integers; normal results only. */
function fused(a: number, b: number, c: number, digits: number): number {
  const [x, y, z] = [exactly(a), exactly(b), exactly(c)];
  const power = Math.min(x.power + y.power, z.power);
  const sum = ((x.whole * y.whole) << BigInt(x.power + y.power - power)) + (z.whole << BigInt(z.power - power));
  const size = sum < 0n ? -sum : sum;
  const drop = BigInt(Math.max(0, size.toString(2).length - digits));
  const half = drop === 0n ? 0n : 1n << (drop - 1n);
  const floor = size >> drop;
  const rest = size - (floor << drop);
  const kept = floor + (rest > half || (drop > 0n && rest === half && floor % 2n === 1n) ? 1n : 0n);
  const magnitude = Number(kept) * 2 ** Number(drop) * 2 ** power;
  // Zeros have signs of their own.
  if (sum === 0n) return a * b + c;
  return sum < 0n ? -magnitude : magnitude;
}

const single = fc
  .float({ noNaN: true, noDefaultInfinity: true, min: -(2 ** 20), max: 2 ** 20 })
  .filter((x) => x === 0 || Math.abs(x) > 1e-9);
const double = fc
  .double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
  .filter((x) => x === 0 || Math.abs(x) > 1e-30);

/**
 * A product just below half a unit of c: doubles round the sum to the tie, and the tie to the wrong side as often as
 * not.
 */
const nearTies = (digits: number): fc.Arbitrary<readonly [number, number, number]> =>
  fc
    .tuple(fc.integer({ min: digits >> 1, max: digits - 1 }), fc.integer({ min: 0, max: 2 ** 20 }), fc.boolean())
    .map(([k, low, minus]) => {
      const sign = minus ? -1 : 1;
      return [2 ** k + 1, sign * (2 ** k - 1) * 2 ** (-2 * k - 1), 2 ** (digits - 1) + low] as const;
    });

describe('fused multiply-add', () => {
  it('rounds once in float32', () => {
    const check = (a: number, b: number, c: number): void => {
      expect(fma32(a, b, c)).toBe(fused(a, b, c, 24));
    };
    fc.assert(fc.property(single, single, single, check), { seed: 42, numRuns: 3000 });
    fc.assert(
      fc.property(nearTies(24), ([a, b, c]) => check(a, b, c)),
      { seed: 42, numRuns: 3000 },
    );
  });

  it('rounds once in float64', () => {
    const check = (a: number, b: number, c: number): void => {
      expect(fma64(a, b, c)).toBe(fused(a, b, c, 53));
    };
    fc.assert(fc.property(double, double, double, check), { seed: 42, numRuns: 3000 });
    fc.assert(
      fc.property(nearTies(53), ([a, b, c]) => check(a, b, c)),
      { seed: 42, numRuns: 3000 },
    );
  });

  it('is right where a plain double is rounded to the wrong side', () => {
    const [a, b, c] = [1 + 2 ** -20, 2 ** -24 - 2 ** -44, 1 + 2 ** -23];
    expect(Math.fround(a * b + c)).toBe(1 + 2 ** -22);
    expect(fma32(a, b, c)).toBe(1 + 2 ** -23);
    expect(roundSum32(1 + 2 ** -24, 2 ** -60)).toBe(1 + 2 ** -23);
    expect(roundSum32(1 + 2 ** -24, -(2 ** -60))).toBe(1);
  });

  it('holds at the ends of the range of doubles', () => {
    expect(fma64(2 ** 1000, 2 ** 1000, -1)).toBe(Infinity);
    expect(fma64(2 ** 600, 2 ** 423, Number.MAX_VALUE * -0.5)).toBe(2 ** 1023 - Number.MAX_VALUE * 0.5);
    expect(fma64(2 ** 512, 2 ** 512, -(2 ** 1023))).toBe(2 ** 1023);
    expect(fma64(2 ** -600, 2 ** -475, 0)).toBe(0);
    expect(fma64(3, 2 ** -1074, 2 ** -1074)).toBe(2 ** -1072);
    expect(fma64(0.75, 2 ** -1074, 2 ** -1074)).toBe(2 ** -1073);
    expect(fma64(0.5, 2 ** -1074, 2 ** -1074)).toBe(2 ** -1073);
    expect(fma64(0, Infinity, 1)).toBeNaN();
    expect(fma64(2, -Infinity, 1)).toBe(-Infinity);
  });
});

describe('the error function and its inverse', () => {
  it('have the bits of PyTorch', () => {
    expect([0.5, -0.9, 0.99].map((y) => bits32(erfinv32(Math.fround(y))))).toEqual([
      '3ef430fe',
      'bf94e009',
      '3fe92333',
    ]);
    expect(erfinv32(8560996 * 2 ** -24)).toBe(0.48843151330947876);
    expect(erfinv32(8560998 * 2 ** -24)).toBe(0.4884316623210907);
    expect([1, -1].map(erfinv32)).toEqual([Infinity, -Infinity]);
    expect([1, -1].map(erfinv64)).toEqual([Infinity, -Infinity]);
    expect([erfinv32(1.5), erfinv64(-2), erfinv32(Number.NaN)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it('agree with each other, and undo each other', () => {
    const x = fc.double({ noNaN: true, min: -3, max: 3 });
    fc.assert(
      fc.property(x, (value) => {
        const rounded = Math.fround(value);
        expect(Math.abs(erf32(rounded) - erf64(rounded))).toBeLessThanOrEqual(2 ** -23);
        expect(Math.abs(erfinv64(erf64(value)) - value)).toBeLessThanOrEqual(1e-11);
      }),
      { seed: 42, numRuns: 500 },
    );
  });

  it('have the values of the tables', () => {
    expect(erf64(0)).toBe(0);
    expect(erf64(0.5)).toBe(0.5204998778130465);
    expect(erf64(1)).toBe(0.8427007929497149);
    expect(erf64(-2)).toBe(-0.9953222650189527);
    expect(erf64(4)).toBe(0.9999999845827421);
    expect([erf64(7), erf32(-7)]).toEqual([1, -1]);
  });
});
