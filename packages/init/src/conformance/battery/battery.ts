import type { TestResult } from '@nn/testing/statistics';
import { atomTests } from './atoms.js';
import { distinctTests } from './distinct.js';
import type { Evidence } from './evidence.js';
import { finiteTests, supportTests } from './exact.js';
import { momentTests } from './moments.js';
import { orderTests, placeTests } from './order.js';
import { shapeTests } from './shape.js';
import { siblingTests } from './siblings.js';

/** One or several alike tests of a sample. Those that do not apply to its law give nothing. */
export interface BatteryTest {
  readonly name: string;
  readonly run: (evidence: Evidence) => readonly TestResult[];
}

/** Every test, cheap ones first: a wrong sample is mostly found early. */
export const battery: readonly BatteryTest[] = [
  { name: 'finite', run: finiteTests },
  { name: 'support', run: supportTests },
  ...momentTests,
  { name: 'atoms', run: atomTests },
  ...shapeTests,
  ...orderTests,
  { name: 'places', run: placeTests },
  { name: 'siblings', run: siblingTests },
  { name: 'distinct values', run: distinctTests },
];

/** All figures of a sample. One that is not finite has no others. */
export function examine(evidence: Evidence, tests: readonly BatteryTest[]): readonly TestResult[] {
  const results: TestResult[] = [];
  for (const { name, run } of tests) {
    results.push(...run(evidence));
    if (name === 'finite' && results.some(({ p }) => p === 0)) break;
  }
  return results;
}

/** The first test that rejects a sample; `null` where all accept it. */
export function rejection(evidence: Evidence, tests: readonly BatteryTest[], significance: number): TestResult | null {
  for (const { run } of tests) {
    const rejected = run(evidence).find(({ p }) => !(p >= significance));
    if (rejected !== undefined) return rejected;
  }
  return null;
}
