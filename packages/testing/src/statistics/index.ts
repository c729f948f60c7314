// Tests of samples for any law, which is given as moments or as uniform numbers. The special functions come from packages of stdlib, which are
// optional peers of this package: install the three that its package.json names.
export { type TestResult } from './result.js';
export { betaCdf } from './beta-cdf.js';
export { binomialTail } from './binomial-tail.js';
export { chiSquareTail } from './chi-square-tail.js';
export { dkwTail, kolmogorovTail } from './kolmogorov-tail.js';
export { normalCdf } from './normal-cdf.js';
export { normalQuantile } from './normal-quantile.js';
export { normalTail } from './normal-tail.js';
export { poissonTail } from './poisson-tail.js';
export { type CumulativeCells, cumulativeCells, type Distribution } from './cumulative-cells.js';
export { type FloatDType, roundingCell, type RoundingCell } from './rounding-cell.js';
export { cellProbabilities, randomizedPit } from './randomized-pit.js';
export { normalScores } from './normal-scores.js';
export { standardized } from './standardized.js';
export { atomTest } from './atom-test.js';
export { chiSquareTest } from './chi-square-test.js';
export { correlationTest } from './correlation-test.js';
export { crossCorrelationTest } from './cross-correlation-test.js';
export { distinctTest } from './distinct-test.js';
export { hermiteTest } from './hermite-test.js';
export { kolmogorovTest } from './kolmogorov-test.js';
export { columnMeansTest, rowMeansTest } from './line-means-test.js';
export { meanTest } from './mean-test.js';
export { neymanTest } from './neyman-test.js';
export { serialCorrelationTest } from './serial-correlation-test.js';
export { serialSquaresTest } from './serial-squares-test.js';
export { uniformityTest } from './uniformity-test.js';
export { varianceTest } from './variance-test.js';
export {
  type ErrorRates,
  sampleSizeForCorrelation,
  sampleSizeForDistance,
  sampleSizeForMean,
  sampleSizeForProportion,
  sampleSizeForStd,
} from './sample-size.js';
