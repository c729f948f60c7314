import { NnError } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkKeyedBernoulli,
  checkKeyedLogOfUniform,
  checkKeyedNormal,
  checkKeyedTruncNormal,
  checkKeyedUniform,
  fillKeyedBernoulli,
  fillKeyedLogOfUniform,
  fillKeyedNormal,
  fillKeyedTruncNormal,
  fillKeyedUniform,
  fillKeyedWords,
  type KeyedArray,
  StreamKey,
} from '../index.js';

const key = StreamKey.fromSeed(7).fold('weight');

type Fill = (out: KeyedArray, first: number) => void;

const laws: Readonly<Record<string, Fill>> = {
  uniform: (out, first) => fillKeyedUniform(out, { low: -1, high: 3 }, key, first),
  normal: (out, first) => fillKeyedNormal(out, { mean: 0.5, std: 0.02 }, key, first),
  truncNormal: (out, first) => fillKeyedTruncNormal(out, { mean: 0, std: 1, a: -1, b: 2 }, key, first),
  bernoulli: (out, first) => fillKeyedBernoulli(out, { p: 0.4 }, key, first),
  logOfUniform: (out, first) => fillKeyedLogOfUniform(out, { low: 1, high: 9 }, key, first),
};

const first = fc.oneof(
  fc.nat(5000),
  fc.integer({ min: 2 ** 34 - 6000, max: 2 ** 34 + 6 }),
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER - 6000 }),
);

const bytes = (values: ArrayBufferView): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);

describe('elements', () => {
  it.each(Object.entries(laws))('of %s are the same alone, in any part and in the whole', (_, fill) => {
    fc.assert(
      fc.property(first, fc.integer({ min: 0, max: 4500 }), fc.nat(), fc.nat(), fc.boolean(), (at, n, a, b, wide) => {
        const allocate = (size: number): KeyedArray => (wide ? new Float64Array(size) : new Float32Array(size));
        const whole = allocate(n);
        fill(whole, at);
        const [from, to] = [a % (n + 1), b % (n + 1)].sort((x, y) => x - y) as [number, number];
        const part = allocate(to - from);
        fill(part, at + from);
        expect(Buffer.compare(bytes(part), bytes(whole.subarray(from, to)))).toBe(0);
        const pieces = allocate(n);
        for (const [start, end] of [
          [to, n],
          [0, from],
          [from, to],
        ] as const)
          fill(pieces.subarray(start, end), at + start);
        expect(Buffer.compare(bytes(pieces), bytes(whole))).toBe(0);
      }),
      { seed: 42, numRuns: 60 },
    );
  });

  it('of words are the same alone, also where the block number passes 2^32', () => {
    const whole = new Uint32Array(40);
    fillKeyedWords(whole, key, 2 ** 34 - 20);
    whole.forEach((word, i) => {
      const one = new Uint32Array(1);
      fillKeyedWords(one, key, 2 ** 34 - 20 + i);
      expect(one[0]).toBe(word);
    });
    expect(new Set(whole).size).toBe(40);
  });

  it('write nothing outside of their array', () => {
    const words = new Uint32Array(12).fill(5);
    fillKeyedWords(words.subarray(3, 6), key, 2);
    expect(Array.from(words.subarray(0, 3)).concat(Array.from(words.subarray(6)))).toEqual(Array(9).fill(5));
  });

  it('may be none', () => {
    expect(() => fillKeyedWords(new Uint32Array(0), key, 3)).not.toThrow();
  });

  it.each([-1, 0.5, NaN, 2 ** 53, Number.MAX_SAFE_INTEGER, '0'])('cannot start at %s', (at) => {
    const out = new Float32Array(2).fill(9);
    expect(() => fillKeyedUniform(out, { low: 0, high: 1 }, key, at as number)).toThrow(/first element must be/);
    expect(Array.from(out)).toEqual([9, 9]);
  });
});

describe('bounds', () => {
  it('of uniforms are kept: low may come, high never', () => {
    const bound = fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }), fc.constant(0));
    fc.assert(
      fc.property(bound, bound, fc.integer({ min: 1, max: 3 }), fc.nat(), (a, b, ulps, at) => {
        const near = new Float32Array(
          new Int32Array([new Int32Array(Float32Array.of(Math.abs(a)).buffer)[0]! + ulps]).buffer,
        )[0]!;
        for (const [low, high] of [
          [Math.min(a, b), Math.max(a, b)],
          [Math.abs(a), near],
        ] as const) {
          for (const out of [new Float32Array(64), new Float64Array(64)]) {
            fillKeyedUniform(out, { low, high }, key, at);
            expect(out.every((x) => x >= low && (x < high || low === high))).toBe(true);
          }
        }
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it('of uniforms that are equal give that number, and zero has no sign', () => {
    const out = new Float32Array(3);
    fillKeyedUniform(out, { low: -0, high: -0 }, key);
    expect(out.every((x) => Object.is(x, 0))).toBe(true);
    fillKeyedNormal(out, { mean: -0, std: 0 }, key);
    expect(out.every((x) => Object.is(x, 0))).toBe(true);
  });

  it('of truncated normals are kept, with nothing piled up at them', () => {
    const parameters = fc.record({
      mean: fc.double({ min: -3, max: 3, noNaN: true }),
      std: fc.double({ min: 0.01, max: 3, noNaN: true }),
      // In standard deviations from the mean.
      from: fc.double({ min: -4, max: 1, noNaN: true }),
      width: fc.double({ min: 0.1, max: 8, noNaN: true }),
    });
    fc.assert(
      fc.property(parameters, fc.nat(), ({ mean, std, from, width }, at) => {
        const [a, b] = [mean + std * from, mean + std * (from + width)];
        for (const out of [new Float32Array(500), new Float64Array(500)]) {
          fillKeyedTruncNormal(out, { mean, std, a, b }, key, at);
          expect(out.every((x) => x >= a && x <= b)).toBe(true);
          if (out instanceof Float64Array) expect(new Set(out).size).toBeGreaterThan(490);
        }
      }),
      { seed: 42, numRuns: 60 },
    );
  });

  it('far out change nothing', () => {
    const [cut, plain] = [new Float32Array(1000), new Float32Array(1000)];
    fillKeyedTruncNormal(cut, { mean: 0, std: 0.02, a: -2, b: Infinity }, key);
    fillKeyedNormal(plain, { mean: 0, std: 0.02 }, key);
    expect(cut).toEqual(plain);
  });

  it('of coins are certain at 0 and 1', () => {
    const out = new Float64Array(1000);
    fillKeyedBernoulli(out, { p: 1 }, key);
    expect(out.every((x) => x === 1)).toBe(true);
    fillKeyedBernoulli(out, { p: 0 }, key);
    expect(out.every((x) => x === 0)).toBe(true);
  });
});

describe('what is refused', () => {
  const wide = 3e38;
  it.each([
    ['uniform', { low: NaN, high: 1 }],
    ['uniform', { low: 0, high: Infinity }],
    ['uniform', { low: 0, high: 1e39 }],
    ['uniform', { low: -wide, high: wide }],
    ['uniform', { low: 1, high: 0 }],
    ['uniform', { low: 0 }],
    ['normal', { mean: 0, std: -1 }],
    ['normal', { mean: NaN, std: 1 }],
    ['normal', { mean: 0, std: '1' }],
    ['normal', { mean: 0, std: wide }],
    ['truncNormal', { mean: 0, std: 0, a: -1, b: 1 }],
    ['truncNormal', { mean: 0, std: 1e-60, a: -1, b: 1 }],
    ['truncNormal', { mean: 0, std: 1, a: 1, b: -1 }],
    ['truncNormal', { mean: 0, std: 1, a: NaN, b: 1 }],
    ['truncNormal', { mean: 0, std: 1, a: '-1', b: 1 }],
    ['truncNormal', { mean: 0, std: 1, a: 7, b: 8 }],
    ['truncNormal', { mean: 0, std: 1, a: 5, b: 6 }],
    ['truncNormal', { mean: 0, std: wide, a: -1, b: Infinity }],
    ['bernoulli', { p: 1.1 }],
    ['bernoulli', { p: NaN }],
    ['bernoulli', { p: '0' }],
    ['logOfUniform', { low: 0, high: 1 }],
    ['logOfUniform', { low: -1, high: 1 }],
    ['logOfUniform', { low: 1e-40, high: 1 }],
  ])('%s of %o', (law, parameters) => {
    const checks = {
      uniform: [checkKeyedUniform, fillKeyedUniform],
      normal: [checkKeyedNormal, fillKeyedNormal],
      truncNormal: [checkKeyedTruncNormal, fillKeyedTruncNormal],
      bernoulli: [checkKeyedBernoulli, fillKeyedBernoulli],
      logOfUniform: [checkKeyedLogOfUniform, fillKeyedLogOfUniform],
    } as const;
    const [check, fill] = checks[law as keyof typeof checks];
    const out = new Float32Array(2).fill(9);
    for (const call of [() => check(parameters as never, 'float32'), () => fill(out, parameters as never, key)]) {
      expect(call).toThrow(NnError);
      expect(call).toThrow(expect.objectContaining({ code: 'OPTION' }));
    }
    expect(Array.from(out)).toEqual([9, 9]);
  });

  it('says how few normals a far interval holds', () => {
    expect(() => checkKeyedTruncNormal({ mean: 0, std: 1, a: 5, b: 6 }, 'float32')).toThrowErrorMatchingInlineSnapshot(
      `[NnError: fillKeyedTruncNormal: only 1227 of the 2^32 normals with mean=0 and std=1 lie in [5, 6], too few to draw from. Move the bounds nearer to the mean, or take a uniform law between them.]`,
    );
  });

  it('depends on the dtype', () => {
    expect(() => checkKeyedUniform({ low: 0, high: 1e39 }, 'float64')).not.toThrow();
    expect(() => checkKeyedLogOfUniform({ low: 1e-40, high: 1 }, 'float64')).not.toThrow();
    expect(() => checkKeyedLogOfUniform({ low: 5e-324, high: 1 }, 'float64')).toThrow(/normal in float64/);
    expect(() => checkKeyedTruncNormal({ mean: 0, std: 1e-60, a: -1, b: 1 }, 'float64')).not.toThrow();
  });
});
