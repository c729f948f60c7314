import { numelOf, type Shape } from '@nn/core';
import { StreamKey } from '@nn/random';
import type { TestResult } from '@nn/testing/statistics';
import type { MutantFigure } from '../hunt.js';
import { haarRows, rotation, type Rows, uncorrected } from '../mutants/orthogonal.js';
import { randomNumbers } from '../mutants/random.js';
import type { FloatDType } from '../settings.js';
import type { Trial } from '../trial.js';
import { haarTests } from './haar.js';

export interface HaarOptions {
  readonly dtype: FloatDType;
  readonly seed: number;
  /** How many matrices. */
  readonly draws: number;
}

interface Matrices {
  readonly shape: Shape;
  readonly rows: number;
  readonly columns: number;
  readonly gain: number;
}

/** Whether orthogonal matrices are as likely as one another, over many small ones. */
export function haarFigures(trial: Trial, { dtype, seed, draws }: HaarOptions): readonly TestResult[] {
  const found = haarMatrices(trial, dtype);
  if (found === null) return [];
  const key = StreamKey.fromSeed(seed).fold(trial.of.toString()).fold('matrices');
  let i = 0;
  return haarTests(() => ({ ...found, values: trial.values(found.shape, dtype, key.fold(i++)) }), draws, found.gain);
}

/** Orthogonal matrices of which some are more likely than others: the tests of many must reject them. */
export function haarMutants(
  trial: Trial,
  { dtype, seed, draws }: HaarOptions,
  significance: number,
): readonly MutantFigure[] {
  const found = haarMatrices(trial, dtype);
  if (found === null) return [];
  const { rows, columns, gain } = found;
  const random = randomNumbers(seed);
  const tests = (change: (matrix: Rows) => Rows): TestResult | undefined => {
    const source = (): number[] =>
      change(haarRows(rows, columns, random))
        .flat()
        .map((x) => gain * x);
    return haarTests(() => ({ values: source(), rows, columns }), draws, gain).find(({ p }) => p < significance);
  };
  const judged = (mutant: string, change: (matrix: Rows) => Rows): MutantFigure => {
    const rejected = tests(change);
    if (rejected === undefined) return { mutant, fate: 'survived', draws };
    return { mutant, fate: 'rejected', draws, test: rejected.test, p: rejected.p };
  };
  return [
    judged('orthogonal, signs not corrected', uncorrected),
    ...(rows === columns ? [judged('orthogonal, rotations only', rotation)] : []),
    ...(tests((matrix) => matrix) === undefined
      ? []
      : [{ mutant: 'right matrices, refused', fate: 'survived', draws } as const]),
  ];
}

/** Small matrices of the claim; square ones where it takes them. */
function haarMatrices(trial: Trial, dtype: FloatDType): Matrices | null {
  const small = (
    trial.shapes ?? [
      [4, 4],
      [4, 6],
      [3, 2, 2],
    ]
  ).toSorted((a, b) => numelOf(a) - numelOf(b));
  for (const shape of small.filter((candidate) => candidate.length > 1 && trial.accepts(candidate, dtype))) {
    const invariant = trial.claim(shape, dtype).invariants?.find((one) => one.invariant === 'semiOrthogonal');
    if (invariant?.invariant !== 'semiOrthogonal' || !invariant.haar) continue;
    const rows = shape[0]!;
    return { shape, rows, columns: numelOf(shape) / rows, gain: invariant.gain };
  }
  return null;
}
