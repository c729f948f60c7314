import { describe, expect, it } from 'vitest';
import {
  cellProbabilities,
  chiSquareTest,
  cumulativeCells,
  type Distribution,
  type FloatDType,
  kolmogorovTest,
  neymanTest,
  normalCdf,
  normalScores,
  randomizedPit,
  serialCorrelationTest,
  standardized,
} from './index.js';
import { bfloat16, normals, uniforms, uniformStream } from './test-draws.js';

const n = 2 ** 15;

function transformed(x: Float64Array, law: Distribution, dtype?: FloatDType): Float64Array {
  return randomizedPit(cumulativeCells(x, law, dtype), uniformStream(99));
}

function expectUniform(u: Float64Array): void {
  for (const { test, p } of [
    chiSquareTest(u),
    neymanTest(u),
    kolmogorovTest(u),
    serialCorrelationTest(normalScores(u)),
  ])
    expect(p, test).toBeGreaterThan(1e-3);
}

describe('the randomized transform makes uniform', () => {
  it('draws of a continuous law', () => expectUniform(transformed(normals(n, 1), { cdf: normalCdf })));

  it('draws of a law with atoms only', () => {
    const faces = uniforms(n, 2).map((u) => Math.floor(6 * u));
    const share = (count: number): number => Math.min(6, Math.max(0, count)) / 6;
    expectUniform(transformed(faces, { cdf: (x) => share(Math.floor(x) + 1), below: (x) => share(Math.ceil(x)) }));
  });

  it('draws of a law with an atom at one end, as ReLU makes it', () => {
    const cdf = (x: number): number => (x < 0 ? 0 : normalCdf(x));
    const below = (x: number): number => (x <= 0 ? 0 : normalCdf(x));
    expectUniform(
      transformed(
        normals(n, 3).map((z) => Math.max(0, z)),
        { cdf, below },
      ),
    );
  });

  it('draws that were rounded to 8 bits, and not if the rounding is forgotten', () => {
    const x = normals(n, 4).map(bfloat16);
    expectUniform(transformed(x, { cdf: normalCdf }, 'bfloat16'));
    const narrow = x.map((z) => 64 + bfloat16(z));
    expect(kolmogorovTest(transformed(narrow, { cdf: (at) => normalCdf(at - 64) })).p).toBeGreaterThan(1e-9);
    expect(chiSquareTest(transformed(coarse(5), { cdf: (at) => normalCdf(at - 64) })).p).toBeLessThan(1e-9);
    expectUniform(transformed(coarse(5), { cdf: (at) => normalCdf(at - 64) }, 'bfloat16'));
  });

  it('draws of a law so narrow that all of them round to one number', () => {
    const cdf = (x: number): number => normalCdf((x - 1.0001) / 1e-6);
    const x = normals(n, 6).map((z) => bfloat16(1.0001 + 1e-6 * z));
    expect(new Set(x)).toEqual(new Set([1]));
    expectUniform(transformed(x, { cdf }, 'bfloat16'));
  });
});

/** Normal numbers around 64, where bfloat16 has steps of a half. */
function coarse(seed: number): Float64Array {
  return normals(n, seed).map((z) => bfloat16(64 + z));
}

describe('what goes with it', () => {
  it('cell probabilities are those of the very values', () => {
    const cells = cumulativeCells(Float64Array.of(1, 1), { cdf: normalCdf }, 'bfloat16');
    const expected = normalCdf(1 + 2 ** -8) - normalCdf(1 - 2 ** -9);
    expect([...cellProbabilities(cells)]).toEqual([expected, expected]);
    expect([...cellProbabilities(cumulativeCells(Float64Array.of(1), { cdf: normalCdf }))]).toEqual([0]);
  });

  it('normal scores are finite from 0 to 1, mirrored, and NaN outside', () => {
    const [low, middle, high, ...outside] = normalScores(Float64Array.of(0, 0.5, 1, -1e-12, 1.1, Number.NaN));
    expect([low! < -6.2, middle, high]).toEqual([true, 0, -low!]);
    expect(outside).toEqual([NaN, NaN, NaN]);
  });

  it('standardized draws have mean 0 and variance 1', () => {
    expect([...standardized(Float64Array.of(2, 5, -1), { mean: 2, variance: 9 })]).toEqual([0, 1, -1]);
  });
});
