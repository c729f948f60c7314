import { bench, describe } from 'vitest';
import {
  atomTest,
  cellProbabilities,
  chiSquareTest,
  columnMeansTest,
  cumulativeCells,
  distinctTest,
  hermiteTest,
  kolmogorovTest,
  meanTest,
  neymanTest,
  normalCdf,
  normalScores,
  randomizedPit,
  rowMeansTest,
  serialCorrelationTest,
  serialSquaresTest,
  standardized,
  type TestResult,
  varianceTest,
} from './index.js';
import { normals, uniformStream } from './test-draws.js';

const n = 2 ** 17;
const law = { mean: 0, variance: 1, kurtosis: 3, cdf: normalCdf };
const x = normals(n, 1).map(Math.fround);
const cells = cumulativeCells(x, law, 'float32');
const u = randomizedPit(cells, uniformStream(2));
const probabilities = cellProbabilities(cells);
const scores = normalScores(u);

function battery(): TestResult[] {
  const cells = cumulativeCells(x, law, 'float32');
  const u = randomizedPit(cells, uniformStream(2));
  const scores = normalScores(u);
  const z = standardized(x, law);
  return [
    meanTest(x, law),
    varianceTest(x, law),
    chiSquareTest(u),
    neymanTest(u),
    kolmogorovTest(u),
    hermiteTest(scores, 3),
    hermiteTest(scores, 4),
    ...[1, 4, 256, 512].map((lag) => serialCorrelationTest(z, lag)),
    ...[1, 4, 256, 512].map((lag) => serialSquaresTest(scores, lag)),
    rowMeansTest(z, 256),
    columnMeansTest(z, 256),
    atomTest(x, 0, 0),
    distinctTest(x, cellProbabilities(cells)),
  ];
}

describe('2^17 normal draws in float32', () => {
  bench('the whole battery', () => void battery());
  bench('cells of the law', () => void cumulativeCells(x, law, 'float32'));
  bench('randomized transform', () => void randomizedPit(cells, uniformStream(2)));
  bench('normal scores', () => void normalScores(u));
  bench('mean', () => void meanTest(x, law));
  bench('variance', () => void varianceTest(x, law));
  bench('chi-square', () => void chiSquareTest(u));
  bench('Neyman', () => void neymanTest(u));
  bench('Kolmogorov', () => void kolmogorovTest(u));
  bench('Hermite', () => void hermiteTest(scores, 4));
  bench('serial correlation', () => void serialCorrelationTest(scores));
  bench('serial correlation of squares', () => void serialSquaresTest(scores));
  bench('column means', () => void columnMeansTest(scores, 256));
  bench('distinct values', () => void distinctTest(x, probabilities));
});
