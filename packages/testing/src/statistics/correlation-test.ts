import { checkDraws, checkPairs } from './check.js';
import { normalTail } from './normal-tail.js';
import { resultOf, type TestResult } from './result.js';

/**
 * Fisher's z: is the correlation of pairs ρ? (artanh r − artanh ρ) √(n − 3), with r the sample's coefficient; close to normal for normal pairs from
 * n = 50 on, for others where n is large and ρ is 0.
 *
 * Source: R. Fisher, *On the "probable error" of a coefficient of correlation deduced from a small sample*, Metron 1 (1921).
 *
 * @param x draws of any mean and scale
 * @param y as many others
 * @param rho the correlation that the law declares, between −1 and 1. @default 0
 * @returns statistic: the figure above
 * @throws NnError 'SHAPE' for samples of different lengths; 'VALUE' for fewer than four pairs
 *
 * @example
 * import { correlationTest } from '@nn/testing/statistics';
 *
 * const x = Float64Array.from({ length: 10_000 }, Math.random);
 * const y = Float64Array.from({ length: 10_000 }, Math.random);
 * correlationTest(x, y).p < 1e-9; // false
 * correlationTest(x, y.map((value, i) => value + x[i]!)).p < 1e-9; // true
 */
export function correlationTest(x: Float64Array, y: Float64Array, rho = 0): TestResult {
  checkPairs('correlationTest', x, y);
  checkDraws('correlationTest', x.length, 4);
  const [xMean, yMean] = [mean(x), mean(y)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - xMean, y[i]! - yMean];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  const statistic = (Math.atanh(xy / Math.sqrt(xx * yy)) - Math.atanh(rho)) * Math.sqrt(x.length - 3);
  return resultOf('correlation', statistic, normalTail(statistic));
}

function mean(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]!;
  return sum / x.length;
}
