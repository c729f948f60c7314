import { chiSquareTest, hermiteTest, kolmogorovTest, neymanTest } from '@nn/testing/statistics';
import type { BatteryTest } from './battery.js';

/** Tests of the form of the law: of numbers that are uniform, or normal, under it. */
export const shapeTests: readonly BatteryTest[] = [
  { name: 'Neyman', run: (evidence) => [neymanTest(evidence.uniform())] },
  { name: 'chi-square', run: (evidence) => [chiSquareTest(evidence.uniform(), cellsFor(evidence.layout.length))] },
  { name: 'Hermite', run: (evidence) => [3, 4].map((order) => hermiteTest(evidence.scores(), order)) },
  { name: 'Kolmogorov', run: (evidence) => [kolmogorovTest(evidence.uniform())] },
];

/** 64 cells, fewer for the first look at a mutant. */
function cellsFor(draws: number): number {
  return draws >= 6400 ? 64 : 16;
}
