import { distinctTest, type TestResult } from '@nn/testing/statistics';
import { distributionOf, isFine, probabilityOf } from './cells.js';
import type { Evidence } from './evidence.js';

/** Of every so many draws the probability is computed; it stands for those that follow. */
const stride = 16;

/**
 * Not fewer different values than the law, the dtype and the claimed lattice give: blocks that repeat and lattices that are too coarse have
 * fewer. Rounding joins points of the lattice, two as a rule where they are as dense as the values of the dtype, so that its points count as
 * half as many. More values than expected are no fault: float64 has more points than float32.
 */
export function distinctTests(evidence: Evidence): readonly TestResult[] {
  const point = 1 / evidence.layout.lattice;
  const result = distinctTest(
    evidence.draws.values,
    cellProbabilities(evidence).map((cell) => Math.min(1, cell + 2 * point)),
  );
  return [result.statistic < 0 ? result : { ...result, p: 1 }];
}

/**
 * How likely the value of each draw is: an atom by itself, others by their rounding cells. float32 counts as having half its values where it is
 * fine: a number that is rounded before it is scaled, and again after, skips up to so many.
 */
function cellProbabilities(evidence: Evidence): Float64Array {
  const { layout, draws } = evidence;
  const { below, through } = evidence.cells();
  const probabilities = through.map((end, i) => end - below[i]!);
  if (layout.dtype === 'float64') return probabilities;
  evidence.eachStretch(({ model }, from, to) => {
    if (!isFine(model, layout.dtype, 2 ** 14)) return;
    const distribution = distributionOf(model);
    let [cell, left] = [0, 0];
    for (let i = from; i < to; i++) {
      if (probabilities[i]! > 0) continue;
      if (left-- === 0) {
        cell = 2 * probabilityOf(draws.values[i]!, distribution, layout.dtype);
        left = stride - 1;
      }
      probabilities[i] = cell;
    }
  });
  return probabilities;
}
