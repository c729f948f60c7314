import { meanTest, type TestResult, varianceTest } from '@nn/testing/statistics';
import type { BatteryTest } from './battery.js';
import type { Evidence } from './evidence.js';

const standard = { mean: 0, variance: 1, kurtosis: 3 } as const;

/** Longer tails than this make the variance of a sample no normal number. */
const longTails = (draws: number): number => 0.01 * draws;

/**
 * Mean and variance, of the values where the dtype is fine enough for the law's own moments to be theirs, of their normal scores
 * elsewhere. Two equally likely values have no variance of the variance; atoms are counted instead.
 */
export const momentTests: readonly BatteryTest[] = [
  {
    name: 'mean',
    run: (evidence) =>
      evidence.hasMoments() ? [meanTest(evidence.standardized(), standard)] : ofScores(evidence, meanTest),
  },
  {
    name: 'variance',
    run(evidence) {
      const kurtosis = evidence.kurtosis();
      if (kurtosis < 1.001) return [];
      if (!evidence.hasMoments() || kurtosis > longTails(evidence.layout.length))
        return ofScores(evidence, varianceTest);
      return [varianceTest(evidence.standardized(), { ...standard, kurtosis })];
    },
  },
];

function ofScores(
  evidence: Evidence,
  test: (x: Float64Array, law: typeof standard) => TestResult,
): readonly TestResult[] {
  const result = test(evidence.scores(), standard);
  return [{ ...result, test: `${result.test} of scores` }];
}
