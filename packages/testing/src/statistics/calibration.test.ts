import { describe, expect, it } from 'vitest';
import * as statistics from './index.js';
import { bfloat16, normals, uniforms, uniformStream } from './test-draws.js';

const { uniformityTest } = statistics;

const seeds = 400;
const n = 2048;
const normal = { mean: 0, variance: 1, kurtosis: 3 };

/** The p of a test for samples of many seeds. */
function levels(test: (seed: number) => statistics.TestResult): Float64Array {
  return Float64Array.from({ length: seeds }, (_, seed) => test(seed).p);
}

function shareBelow(p: Float64Array, level: number): number {
  return p.filter((value) => value < level).length / p.length;
}

/** One sample per seed serves all tests. */
const samples = Array.from({ length: seeds }, (_, seed) => {
  const z = normals(n, seed);
  return { z, w: normals(n, seeds + seed), u: uniforms(n, 2 * seeds + seed) };
});

type Sample = (typeof samples)[number];

const continuous: readonly (readonly [string, (sample: Sample) => statistics.TestResult])[] = [
  ['meanTest', ({ z }) => statistics.meanTest(z, normal)],
  ['meanTest of a uniform law', ({ u }) => statistics.meanTest(u, { mean: 1 / 2, variance: 1 / 12 })],
  ['varianceTest', ({ z }) => statistics.varianceTest(z, normal)],
  [
    'varianceTest of a uniform law',
    ({ u }) => statistics.varianceTest(u, { mean: 1 / 2, variance: 1 / 12, kurtosis: 1.8 }),
  ],
  ['serialCorrelationTest', ({ z }) => statistics.serialCorrelationTest(z)],
  ['serialCorrelationTest of normal scores, lag 64', ({ u }) => serialOfScores(u)],
  ['serialSquaresTest', ({ z }) => statistics.serialSquaresTest(z)],
  ['chiSquareTest', ({ u }) => statistics.chiSquareTest(u)],
  ['neymanTest', ({ u }) => statistics.neymanTest(u)],
  ['kolmogorovTest', ({ u }) => statistics.kolmogorovTest(u)],
  ['hermiteTest, order 3', ({ z }) => statistics.hermiteTest(z, 3)],
  ['hermiteTest, order 4', ({ z }) => statistics.hermiteTest(z, 4)],
  ['crossCorrelationTest', ({ z, w }) => statistics.crossCorrelationTest(z, w)],
  ['correlationTest', ({ z, w }) => statistics.correlationTest(z, w)],
  ['correlationTest of a correlation that is there', ({ z, w }) => statistics.correlationTest(z, mixed(z, w), 0.8)],
  ['rowMeansTest', ({ z }) => statistics.rowMeansTest(z, 16)],
  ['rowMeansTest of two rows of a uniform law', ({ u }) => statistics.rowMeansTest(centred(u), n / 2, 1.8)],
  ['columnMeansTest of a uniform law', ({ u }) => statistics.columnMeansTest(centred(u), n / 4, 1.8)],
];

function serialOfScores(u: Float64Array): statistics.TestResult {
  return statistics.serialCorrelationTest(statistics.normalScores(u), 64);
}

function centred(u: Float64Array): Float64Array {
  return statistics.standardized(u, { mean: 1 / 2, variance: 1 / 12 });
}

/** A second coordinate whose correlation with the first is 0.8. */
function mixed(z: Float64Array, w: Float64Array): Float64Array {
  return z.map((value, i) => 0.8 * value + 0.6 * w[i]!);
}

describe('p of right samples is uniform', () => {
  it.each(continuous)('%s', (_, test) => {
    const p = levels((seed) => test(samples[seed]!));
    expect(uniformityTest(p).p).toBeGreaterThan(1e-3);
    expect(shareBelow(p, 0.01)).toBeLessThan(0.03);
    expect(Math.min(...p)).toBeGreaterThan(1e-5);
  });
});

describe('p of right samples of a law with rare large values (kurtosis 30)', () => {
  const rare = (seed: number): Float64Array => {
    const random = uniformStream(3000 + seed);
    return samples[seed]!.z.map((z) => (random() < 0.1 ? Math.sqrt(10) * z : 0));
  };

  const cdf = (x: number): number => 0.1 * statistics.normalCdf(x / Math.sqrt(10)) + (x < 0 ? 0 : 0.9);
  const below = (x: number): number => (x === 0 ? 0.05 : cdf(x));
  const rareScores = (x: Float64Array): Float64Array =>
    statistics.normalScores(statistics.randomizedPit(statistics.cumulativeCells(x, { cdf, below }), uniformStream(5)));

  it.each<[string, (z: Float64Array) => statistics.TestResult]>([
    ['meanTest', (z) => statistics.meanTest(z, normal)],
    ['varianceTest', (z) => statistics.varianceTest(z, { ...normal, kurtosis: 30 })],
    ['serialCorrelationTest of its normal scores', (z) => statistics.serialCorrelationTest(rareScores(z))],
    ['serialSquaresTest', (z) => statistics.serialSquaresTest(z, 1, 30)],
    ['rowMeansTest', (z) => statistics.rowMeansTest(z, 8, 30)],
  ])('%s: rarely small', (_, test) => {
    const p = levels((seed) => test(rare(seed)));
    expect(shareBelow(p, 0.01)).toBeLessThan(0.03);
    expect(Math.min(...p)).toBeGreaterThan(1e-5);
  });
});

describe('p of counts errs on the cautious side only, and little', () => {
  const counts: readonly (readonly [string, (seed: number) => statistics.TestResult])[] = [
    ['atomTest', (seed) => statistics.atomTest(sparse(seed), 0, 0.3)],
    ['distinctTest of a lattice with rare repeats', (seed) => distinctOf(seed, 16 * n)],
    ['distinctTest of a lattice as large as the sample', (seed) => distinctOf(seed, n)],
    ['distinctTest of a lattice mostly full', (seed) => distinctOf(seed, n / 4)],
    ['distinctTest of uneven values with atoms', unevenDistinct],
  ];

  it.each(counts)('%s', (_, test) => {
    const p = levels(test);
    for (const level of [0.01, 0.1, 0.3]) {
      const noise = Math.sqrt((level * (1 - level)) / seeds);
      expect(shareBelow(p, level), `share below ${level}`).toBeLessThan(level + 3.5 * noise);
    }
    expect(shareBelow(p, 0.3)).toBeGreaterThan(0.2);
  });

  it('distinctTest of a lattice so fine that a repeat is rare passes both none and one', () => {
    expect(statistics.distinctTest(uniforms(n, 1), 2 ** -32).p).toBeGreaterThan(0.9);
    const once = uniforms(n, 1);
    once[7] = once[9]!;
    expect(statistics.distinctTest(once, 2 ** -32).p).toBeCloseTo(2 * (n ** 2 / 2 ** 33), 4);
  });
});

function sparse(seed: number): Float64Array {
  return uniforms(n, seed).map((u) => (u < 0.3 ? 0 : u));
}

function distinctOf(seed: number, size: number): statistics.TestResult {
  return statistics.distinctTest(
    uniforms(n, seed).map((u) => Math.floor(u * size)),
    1 / size,
  );
}

/** Normal draws rounded to bfloat16, one in ten replaced by 0. */
function unevenDistinct(seed: number): statistics.TestResult {
  const random = uniformStream(7000 + seed);
  const x = normals(n / 4, seed).map((z) => (random() < 0.1 ? 0 : bfloat16(z)));
  const law = {
    cdf: (at: number) => 0.9 * statistics.normalCdf(at) + (at >= 0 ? 0.1 : 0),
    below: (at: number) => 0.9 * statistics.normalCdf(at) + (at > 0 ? 0.1 : 0),
  };
  const cells = statistics.cumulativeCells(x, law, 'bfloat16');
  return statistics.distinctTest(x, statistics.cellProbabilities(cells));
}
