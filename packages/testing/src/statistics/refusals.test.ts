import { NnError } from '@nn/core';
import { describe, expect, it } from 'vitest';
import * as statistics from './index.js';
import { normals, uniforms } from './test-draws.js';

const law = { mean: 0, variance: 1, kurtosis: 3 };
const empty = new Float64Array();
const some = normals(1000, 1);

/** Every test of one sample, with sensible settings. */
const tests: Readonly<Record<string, (x: Float64Array) => statistics.TestResult>> = {
  meanTest: (x) => statistics.meanTest(x, law),
  varianceTest: (x) => statistics.varianceTest(x, law),
  serialCorrelationTest: (x) => statistics.serialCorrelationTest(x),
  serialSquaresTest: (x) => statistics.serialSquaresTest(x),
  chiSquareTest: (x) => statistics.chiSquareTest(x),
  neymanTest: (x) => statistics.neymanTest(x),
  kolmogorovTest: (x) => statistics.kolmogorovTest(x),
  uniformityTest: (x) => statistics.uniformityTest(x),
  hermiteTest: (x) => statistics.hermiteTest(x, 4),
  distinctTest: (x) => statistics.distinctTest(x, 2 ** -24),
  crossCorrelationTest: (x) => statistics.crossCorrelationTest(x, x.slice().reverse()),
  correlationTest: (x) => statistics.correlationTest(x, x.slice().reverse()),
  rowMeansTest: (x) => statistics.rowMeansTest(x, 10),
  columnMeansTest: (x) => statistics.columnMeansTest(x, 10),
};

describe('a sample that no law gives', () => {
  it.each(Object.entries(tests))('%s rejects one NaN among many draws', (_, test) => {
    const x = uniforms(1000, 1);
    x[500] = Number.NaN;
    expect(test(x).p).toBe(0);
  });

  it.each(['chiSquareTest', 'kolmogorovTest', 'uniformityTest'])('%s rejects one number outside [0, 1]', (name) => {
    for (const outside of [-1e-9, 1 + 1e-9, Number.POSITIVE_INFINITY]) {
      const u = uniforms(1000, 1);
      u[500] = outside;
      expect(tests[name]!(u)).toMatchObject({ p: 0 });
    }
  });

  it.each(Object.keys(tests).filter((name) => name !== 'distinctTest'))('%s rejects an infinite draw', (name) => {
    const x = uniforms(1000, 1);
    x[500] = Number.NEGATIVE_INFINITY;
    expect(tests[name]!(x).p).toBe(0);
  });

  it('0, −0 and 1 are right numbers of [0, 1]', () => {
    const u = uniforms(1000, 1);
    u.set([0, -0, 1], 100);
    for (const name of ['chiSquareTest', 'kolmogorovTest', 'neymanTest'])
      expect(tests[name]!(u).p).toBeGreaterThan(1e-3);
  });

  it.each([
    'meanTest',
    'varianceTest',
    'chiSquareTest',
    'neymanTest',
    'kolmogorovTest',
    'distinctTest',
    'correlationTest',
  ])('%s rejects one value all through', (name) => {
    expect(tests[name]!(new Float64Array(1000).fill(0.25)).p).toBeLessThan(1e-9);
  });
});

describe('what makes no test is refused', () => {
  const codeOf = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      if (error instanceof NnError) return error.code;
      throw error;
    }
    return 'none';
  };

  it.each(Object.entries(tests))('%s of an empty sample', (_, test) => {
    expect(codeOf(() => test(empty))).toBe('VALUE');
  });

  it.each<[string, string, () => unknown]>([
    ['a variance of 0', 'VALUE', () => statistics.meanTest(some, { mean: 0, variance: 0 })],
    ['a variance of NaN', 'VALUE', () => statistics.meanTest(some, { mean: 0, variance: Number.NaN })],
    ['an infinite variance', 'VALUE', () => statistics.varianceTest(some, { ...law, variance: Infinity })],
    ['a kurtosis of 1', 'VALUE', () => statistics.varianceTest(some, { ...law, kurtosis: 1 })],
    ['a kurtosis of 1, of squares', 'VALUE', () => statistics.serialSquaresTest(some, 1, 1)],
    ['a lag of 0', 'OPTION', () => statistics.serialCorrelationTest(some, 0)],
    ['a lag that is not whole', 'OPTION', () => statistics.serialSquaresTest(some, 1.5)],
    ['a lag beyond the sample', 'VALUE', () => statistics.serialCorrelationTest(some, 1000)],
    ['one cell', 'OPTION', () => statistics.chiSquareTest(some, 1)],
    ['few draws a cell', 'VALUE', () => statistics.chiSquareTest(some, 500)],
    ['order 0', 'OPTION', () => statistics.neymanTest(some, 0)],
    ['order −1', 'OPTION', () => statistics.hermiteTest(some, -1)],
    ['a probability above 1', 'VALUE', () => statistics.atomTest(some, 0, 1.1)],
    ['atoms of no draws', 'VALUE', () => statistics.atomTest(empty, 0, 0.5)],
    ['columns that do not divide', 'OPTION', () => statistics.rowMeansTest(some, 7)],
    ['no columns', 'OPTION', () => statistics.columnMeansTest(some, 0)],
    ['unequal pairs', 'SHAPE', () => statistics.crossCorrelationTest(some, some.subarray(1))],
    ['unequal pairs, of Fisher', 'SHAPE', () => statistics.correlationTest(some, some.subarray(1))],
    ['probabilities for other draws', 'SHAPE', () => statistics.distinctTest(some, new Float64Array(3))],
    ['a probability of a value above 1', 'VALUE', () => statistics.distinctTest(some, 1.5)],
    ['a number that the format does not hold', 'VALUE', () => statistics.roundingCell(0.1, 'float32')],
    ['NaN in a format', 'VALUE', () => statistics.roundingCell(Number.NaN, 'bfloat16')],
    ['a number beyond the format', 'VALUE', () => statistics.roundingCell(65_536, 'float16')],
  ])('%s', (_, code, run) => expect(codeOf(run)).toBe(code));
});
