import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBits } from '../compare.js';
import { convert } from '../reference/values.js';
import { cumulativeCells, normalCdf, roundingCell } from './index.js';

const float32 = new Float32Array(1);
const bits32 = new Uint32Array(float32.buffer);
const float64 = new Float64Array(1);
const bits64 = new BigUint64Array(float64.buffer);

/** The positive float32 with these bits. */
function float32Of(bits: number): number {
  bits32[0] = bits;
  return float32[0]!;
}

function nextFloat32(x: number, step: 1 | -1): number {
  float32[0] = x;
  return float32Of(bits32[0]! + step);
}

function nextFloat64(x: number, step: 1n | -1n): number {
  float64[0] = x;
  bits64[0]! += step;
  return float64[0]!;
}

/** Every number of a 16-bit format from 0 to infinity, in order. */
function halves(dtype: 'float16' | 'bfloat16'): number[] {
  if (dtype === 'bfloat16') return Array.from({ length: 0x7f81 }, (_, bits) => float32Of(bits * 2 ** 16));
  const finite = Array.from({ length: 0x7c00 }, (_, bits) => {
    const [exponent, fraction] = [bits >> 10, bits & 0x3ff];
    return exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
  });
  return [...finite, Number.POSITIVE_INFINITY];
}

describe.each(['float16', 'bfloat16'] as const)('the cell of every %s', (dtype) => {
  const values = halves(dtype);

  it('holds what rounds to it, its edges if it is even, and nothing else', () => {
    for (const x of values.slice(1, -1)) {
      const { lower, upper, closed } = roundingCell(x, dtype);
      const holds = (value: number): boolean => convert(value, dtype) === x;
      const inner = holds(nextFloat32(lower, 1)) && holds(nextFloat32(upper, -1));
      const outer = holds(nextFloat32(lower, -1)) || holds(nextFloat32(upper, 1));
      if (!inner || outer) expect.fail(`${x}: ${lower} to ${upper}`);
      if (holds(lower) !== closed || holds(upper) !== closed) expect.fail(`${x}: the edges ${lower}, ${upper}`);
    }
  });

  it('begins where that of the one before ends, and is mirrored below 0', () => {
    expect(roundingCell(-0, dtype)).toEqual(roundingCell(0, dtype));
    for (const [i, x] of values.entries()) {
      const cell = roundingCell(x, dtype);
      const mirrored = roundingCell(-x, dtype);
      if (i > 0 && cell.lower !== roundingCell(values[i - 1]!, dtype).upper) expect.fail(`gap below ${x}`);
      if (x > 0 && (mirrored.lower !== -cell.upper || mirrored.upper !== -cell.lower)) expect.fail(`mirror of ${x}`);
    }
  });
});

describe('the cell of a float32', () => {
  it('holds what rounds to it, its edges if it is even, and nothing else', () => {
    // Not the greatest: what rounds from its edge is infinite. Not 0, whose edges have no neighbours of their sign.
    const bits = fc.oneof(
      fc.integer({ min: 1, max: 0x7f7ffffe }),
      fc.integer({ min: 1, max: 254 }).map((exponent) => exponent * 2 ** 23),
    );
    fc.assert(
      fc.property(bits, (chosen) => {
        const x = float32Of(chosen);
        const { lower, upper, closed } = roundingCell(x, 'float32');
        const around = [nextFloat64(lower, -1n), lower, nextFloat64(lower, 1n)].map((y) => Math.fround(y) === x);
        expect(around).toEqual([false, closed, true]);
        const above = [nextFloat64(upper, -1n), upper, nextFloat64(upper, 1n)].map((y) => Math.fround(y) === x);
        expect(above).toEqual([true, closed, false]);
      }),
      { seed: 42, numRuns: 2000 },
    );
  });

  it('reaches half-way to the least numbers around 0, and where rounding overflows', () => {
    expect(roundingCell(0, 'float32')).toEqual({ lower: -(2 ** -150), upper: 2 ** -150, closed: true });
    const greatest = roundingCell(float32Of(0x7f7fffff), 'float32');
    expect(Math.fround(greatest.upper)).toBe(Number.POSITIVE_INFINITY);
    expect(Math.fround(nextFloat64(greatest.upper, -1n))).toBe(float32Of(0x7f7fffff));
    expect(roundingCell(Number.POSITIVE_INFINITY, 'float32')).toMatchObject({ lower: greatest.upper, upper: Infinity });
  });
});

describe('the probabilities of the values of a format', () => {
  it.each(['float16', 'bfloat16'] as const)('join without gap or overlap, atoms included: %s', (dtype) => {
    // An atom half-way between 1 and the next bfloat16, one on a value, one at 0.
    const [a, b, c] = [0, 1 + 2 ** -8, 1.5];
    const law = {
      cdf: (x: number) => 0.4 * normalCdf(x) + 0.2 * (Number(a <= x) + Number(b <= x) + Number(c <= x)),
      below: (x: number) => 0.4 * normalCdf(x) + 0.2 * (Number(a < x) + Number(b < x) + Number(c < x)),
    };
    const positive = halves(dtype).slice(1);
    const values = Float64Array.from([...positive.map((x) => -x).reverse(), 0, ...positive]);
    const { below, through } = cumulativeCells(values, law, dtype);
    expect([below[0], through.at(-1)]).toEqual([0, 1]);
    expect(compareBits(below.subarray(1), through.subarray(0, -1))).toBeNull();
  });
});
