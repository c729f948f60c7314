import {
  columnMeansTest,
  crossCorrelationTest,
  rowMeansTest,
  serialCorrelationTest,
  serialSquaresTest,
  type TestResult,
} from '@nn/testing/statistics';
import type { BatteryTest } from './battery.js';
import type { Evidence } from './evidence.js';

/** Tests of independence within a tensor, for elements that follow each other. */
export const orderTests: readonly BatteryTest[] = [
  { name: 'serial correlation', run: ordered((scores, lags) => lags.map((lag) => serialCorrelationTest(scores, lag))) },
  {
    name: 'serial correlation of squares',
    run: ordered((scores, lags) => lags.slice(0, 2).map((lag) => serialSquaresTest(scores, lag))),
  },
  { name: 'row means', run: (evidence) => matrixTests(evidence, rowMeansTest) },
  { name: 'column means', run: (evidence) => matrixTests(evidence, columnMeansTest) },
];

/** Lags: a neighbour, a block of Philox, and a shard. */
function ordered(test: (scores: Float64Array, lags: readonly number[]) => readonly TestResult[]): BatteryTest['run'] {
  return (evidence) => {
    const { length, ordered: inOrder } = evidence.layout;
    if (!inOrder) return [];
    const lags = [1, 4, length >> 2, length >> 1, ...matrixLags(evidence)];
    return test(
      evidence.scores(),
      [...new Set(lags)].filter((lag) => lag < length),
    );
  };
}

/** A column, and as many elements as there are rows. */
function matrixLags(evidence: Evidence): readonly number[] {
  const { columns, rows } = matrixOf(evidence);
  return [columns, rows].filter((lag) => lag > 1);
}

function matrixTests(evidence: Evidence, test: typeof rowMeansTest): readonly TestResult[] {
  const { columns, rows } = matrixOf(evidence);
  if (!evidence.layout.ordered || columns < 2 || rows < 2) return [];
  return [test(evidence.scores().subarray(0, rows * columns), columns)];
}

/** The matrix with which the sample begins. */
function matrixOf({ layout }: Evidence): { readonly rows: number; readonly columns: number } {
  const { columns, length } = layout.stretches[0]!;
  return { columns, rows: columns === 0 ? 0 : Math.floor(length / columns) };
}

/** Where elements depend on each other, the place of one in its tensor still tells nothing of it. */
export function placeTests(evidence: Evidence): readonly TestResult[] {
  return evidence.layout.places.map((place, axis) => {
    const { p, statistic } = crossCorrelationTest(evidence.scores(), place);
    return { test: `correlation with the place along axis ${axis}`, statistic, p };
  });
}
