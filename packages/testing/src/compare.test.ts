import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float32, float32Array } from './arbitraries.js';
import { compareAbs, compareBits, compareClose, compareMatch, compareUlp } from './compare.js';

const f32 = (...values: number[]): Float32Array => new Float32Array(values);
const [NaN_, Inf] = [Number.NaN, Number.POSITIVE_INFINITY];

describe('every comparison', () => {
  it('accepts equal arrays, whatever they hold', () => {
    const property = fc.property(float32Array(5), (values) => {
      for (const match of ['bits', { ulp: 0 }, { atol: 0 }, { rtol: 0, atol: 0 }] as const)
        expect(compareMatch(values, values.slice(), match)).toBeNull();
    });
    fc.assert(property, { seed: 42, numRuns: 300 });
  });

  it('reports a difference in length', () => {
    expect(compareClose(f32(1), f32(1, 2))).toBe('got 1 elements, expected 2');
    expect(compareBits([], f32())).toBeNull();
  });

  it('never takes NaN for a number, or an infinity for anything else', () => {
    const other = float32().filter((x) => !Number.isNaN(x));
    const property = fc.property(other, (x) => {
      for (const match of [{ ulp: 1e9 }, { atol: 1e300 }, { rtol: 1e300 }]) {
        expect(compareMatch(f32(NaN_), f32(x), match)).not.toBeNull();
        expect(compareMatch(f32(x), f32(NaN_), match)).not.toBeNull();
        if (x !== Inf && !('ulp' in match)) {
          expect(compareMatch(f32(Inf), f32(x), match)).not.toBeNull();
          expect(compareMatch(f32(x), f32(Inf), match)).not.toBeNull();
        }
      }
    });
    fc.assert(property, { seed: 42, numRuns: 300 });
  });
});

describe('compareBits', () => {
  it('tells the zeros apart and shows the bits', () => {
    expect(compareBits(f32(1, 0), f32(1, -0))).toBe(
      '1 of 2 elements differ; worst at [1]: got 0, expected -0 (0x00000000, expected 0x80000000)',
    );
    expect(compareBits(f32(1), f32(1 + 2 ** -23))).toContain('0x3f800000, expected 0x3f800001');
    expect(compareBits(new Float64Array([0.1]), new Float64Array([0.2]))).toContain('0x3fb999999999999a');
  });

  it('compares integers, bigints and plain arrays', () => {
    expect(compareBits(new Int32Array([1]), [1])).toBeNull();
    expect(compareBits(new BigInt64Array([1n]), [2n])).toBe(
      '1 of 1 elements differ; worst at [0]: got 1n, expected 2n (1n, expected 2n)',
    );
    expect(compareBits(new Uint16Array([1]), new Uint16Array([2]))).not.toBeNull();
  });

  it('does not compare arrays of different types', () => {
    expect(compareBits(f32(1), new Float64Array([1]))).toBe('got a Float32Array, expected a Float64Array');
    expect(compareBits(new BigInt64Array([1n]), new Int32Array([1]))).not.toBeNull();
  });
});

describe('compareUlp', () => {
  it('counts in the precision of what came', () => {
    expect(compareUlp(f32(1), f32(1 + 2 ** -22), 2)).toBeNull();
    expect(compareUlp(f32(1), f32(1 + 2 ** -22), 1)).toContain('2 ulp, allowed 1');
    expect(compareUlp(new Float64Array([0.1 + 0.2]), [0.3], 1)).toBeNull();
    expect(compareUlp(new Float64Array([0.1 + 0.2]), [0.3], 0)).not.toBeNull();
    expect(compareUlp(new BigInt64Array([5n]), new BigInt64Array([7n]), 1)).toContain('2 ulp');
  });
});

describe('compareClose', () => {
  it('is |a - b| <= atol + rtol |b|', () => {
    expect(compareClose([1.5], [1], { rtol: 0.25, atol: 0.25 })).toBeNull();
    expect(compareClose([1.5], [1], { rtol: 0.25, atol: 0.125 })).toContain('they differ by 0.500, allowed 0.375');
    expect(compareClose([1 + 1e-6], [1])).toBeNull();
    expect(compareAbs([1.5], [1], 0.5)).toBeNull();
    expect(compareAbs([1.5], [1], 0.4)).not.toBeNull();
  });

  it('names the worst element by its index', () => {
    expect(compareClose([0, 1, 2, 3, 4, 9], [0, 1, 2.5, 3, 4, 5], { atol: 0.1 }, { shape: [2, 3] })).toBe(
      '2 of 6 elements differ; worst at [1, 2]: got 9, expected 5 (they differ by 4.00, allowed 0.100)',
    );
    expect(compareClose([2], [1], {}, { shape: [] })).toContain('worst at []');
  });
});
