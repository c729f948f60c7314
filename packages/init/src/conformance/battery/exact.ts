import type { TestResult } from '@nn/testing/statistics';
import { roundTo16Bits } from '../../initializer/round-to-16-bits.js';
import type { FloatDType } from '../settings.js';
import { slackAt } from './cells.js';
import type { Evidence } from './evidence.js';

/** No draw is NaN or infinite. */
export function finiteTests({ draws: { values, siblings } }: Evidence): readonly TestResult[] {
  let count = 0;
  for (const list of [values, ...siblings]) for (const x of list) if (!Number.isFinite(x)) count++;
  return [counted('not finite', count)];
}

/** All draws lie in the support, as the dtype holds its ends. */
export function supportTests(evidence: Evidence): readonly TestResult[] {
  const { layout, draws } = evidence;
  let count = 0;
  evidence.eachStretch(({ model }, from, to) => {
    const [low, high] = heldRange(model.support, layout.dtype);
    for (let i = from; i < to; i++) if (!(draws.values[i]! >= low && draws.values[i]! <= high)) count++;
  });
  return [counted('outside the support', count)];
}

/** Between which numbers the values of a law lie after the steps in which they were computed, and after rounding to 16 bits. */
function heldRange([low, high]: readonly [number, number], dtype: FloatDType): readonly [number, number] {
  const largest = Math.max(...[low, high].map((end) => (Number.isFinite(end) ? Math.abs(end) : 0)));
  if (dtype === 'float32' || dtype === 'float64')
    return [low - slackAt(largest, dtype), high + slackAt(largest, dtype)];
  const slack = slackAt(largest, 'float32');
  const held = roundTo16Bits(Float32Array.of(low - slack, high + slack), dtype);
  return [held[0]!, held[1]!];
}

/** A count that must be 0. */
function counted(test: string, count: number): TestResult {
  return { test, statistic: count, p: count === 0 ? 1 : 0 };
}
