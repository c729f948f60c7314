import { crossCorrelationTest, type TestResult } from '@nn/testing/statistics';
import type { Evidence } from './evidence.js';

/** Tensors under different keys know nothing of each other. */
export function siblingTests(evidence: Evidence): readonly TestResult[] {
  const siblings = evidence.siblingScores();
  if (siblings.length === 0) return [];
  const length = siblings[0]!.length;
  const own = evidence.scores().subarray(0, length);
  const pairs = siblings.map((other) => [own, other] as const);
  const all = crossCorrelationTest(joined(pairs.map(([one]) => one)), joined(pairs.map(([, other]) => other)));
  const between = crossCorrelationTest(siblings[0]!, siblings[1]!);
  return [
    { ...all, test: 'correlation with other keys' },
    { ...between, test: 'correlation between other keys' },
  ];
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}
