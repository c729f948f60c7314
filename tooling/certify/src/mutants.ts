import * as init from '@nn/init';
import { certify, type ConformanceSubject, type MutantFigure } from '@nn/init/conformance';

/** A row of the table of faults and sample sizes that the battery was planned by. */
interface Row {
  readonly fault: string;
  /** The kit's name for it. */
  readonly mutant: string;
  readonly of: Specimen;
  /** The sample size that was computed beforehand, for the best test, to miss it once in a thousand. */
  readonly planned: string;
}

type Specimen = 'normal' | 'normal of std 0.02' | 'uniform' | 'cut normal' | 'chapter' | 'sparse' | 'orthogonal';

const chapter = {
  parts: [
    { weight: 0.25, of: init.uniform({ low: 5, high: 10 }) },
    { weight: 0.5, of: init.zeros() },
    { weight: 0.25, of: init.uniform({ low: -10, high: -5 }) },
  ],
};

const specimens: Readonly<Record<Specimen, { readonly subject: unknown; readonly draws: number }>> = {
  // Some errors of a normal law show in no smaller sample.
  normal: { subject: init.normal, draws: 2 ** 19 },
  'normal of std 0.02': { subject: { factory: init.normal, cases: [{ params: { std: 0.02 } }] }, draws: 2 ** 17 },
  uniform: { subject: init.uniform, draws: 2 ** 17 },
  'cut normal': { subject: init.truncNormalCorrected, draws: 2 ** 17 },
  chapter: { subject: { factory: init.mixture, cases: [{ params: chapter }] }, draws: 2 ** 17 },
  sparse: {
    subject: { factory: init.sparse, cases: [{ params: { sparsity: 0.1 }, shapes: [[30, 8]] }] },
    draws: 2 ** 17,
  },
  orthogonal: { subject: init.orthogonal, draws: 2 ** 17 },
};

const rows: readonly Row[] = [
  { fault: 'normal, std +2 %', mutant: 'scale +2 %', of: 'normal', planned: '106 542' },
  { fault: 'normal, std +1 %', mutant: 'scale +1 %', of: 'normal', planned: '424 644' },
  { fault: 'normal, std +5 %', mutant: 'scale +5 %', of: 'normal', planned: '17 240' },
  { fault: 'uniform, std +2 %', mutant: 'scale +2 %', of: 'uniform', planned: '349' },
  { fault: 'cut at 2 σ, std +2 %', mutant: 'scale +2 %', of: 'cut normal', planned: '72 743, sooner by the support' },
  {
    fault: 'mixture of the chapter, std +2 %',
    mutant: 'scale +2 %',
    of: 'chapter',
    planned: '68 056, sooner by the support',
  },
  {
    fault: 'mean off by 0.02 σ',
    mutant: 'shifted by 0.02 of its standard deviation',
    of: 'normal',
    planned: '211 584',
  },
  { fault: 'gain √2 missing', mutant: 'half the variance', of: 'normal', planned: '469' },
  { fault: 'fans swapped, 1 to 2', mutant: 'half the variance', of: 'uniform', planned: '303' },
  { fault: 'average fan for the fan in, 1 to 2', mutant: 'two thirds of the variance', of: 'normal', planned: '1 200' },
  { fault: 'fan off by one, 16', mutant: 'a fan of 17 for one of 16', of: 'normal', planned: '39 810' },
  {
    fault: 'bound of a uniform law = std',
    mutant: 'the standard deviation as the bound of a uniform law',
    of: 'uniform',
    planned: '92',
  },
  { fault: 'fan of packed q, k, v', mutant: 'half the variance', of: 'cut normal', planned: '188 to 469' },
  { fault: 'cut, not corrected', mutant: 'cut, its variance not made up for', of: 'cut normal', planned: '1 928' },
  { fault: 'cut, corrected twice', mutant: 'cut, its variance made up for twice', of: 'cut normal', planned: '1 631' },
  { fault: 'cut by clamping', mutant: 'clamped instead of cut', of: 'cut normal', planned: '199' },
  {
    fault: 'plain normal instead of cut, same std',
    mutant: 'a normal law of equal mean and variance',
    of: 'cut normal',
    planned: '298',
  },
  {
    fault: 'cut at 3 σ instead of 2',
    mutant: 'cut half as far again from the mean',
    of: 'cut normal',
    planned: 'few hundred',
  },
  {
    fault: 'uniform instead of normal, same std',
    mutant: 'a uniform law of equal mean and variance',
    of: 'normal',
    planned: '561 to 662',
  },
  {
    fault: 'variance passed as std, 0.02',
    mutant: 'variance taken for the standard deviation',
    of: 'normal of std 0.02',
    planned: '22',
  },
  {
    fault: 'probability of 0 is 0.48 for 0.5',
    mutant: 'the likeliest part too rare by 0.02',
    of: 'chapter',
    planned: '52 868',
  },
  { fault: 'sparsity: a zero too few', mutant: 'a zero too few in one slice', of: 'sparse', planned: '1 column' },
  {
    fault: 'correlation 0.02',
    mutant: 'a correlation of 0.02 with other tensors',
    of: 'normal',
    planned: '211 528 pairs',
  },
  {
    fault: 'correlation 0.05',
    mutant: 'a correlation of 0.05 with other tensors',
    of: 'normal',
    planned: '33 797 pairs',
  },
  { fault: 'correlation 0.5', mutant: 'a correlation of 0.5 with other tensors', of: 'normal', planned: '281 pairs' },
  {
    fault: 'orthogonal, signs not corrected',
    mutant: 'orthogonal, signs not corrected',
    of: 'orthogonal',
    planned: '31 matrices',
  },
  {
    fault: 'sum of 12 uniform numbers as normal',
    mutant: 'a sum of 12 uniform numbers for a normal one',
    of: 'normal',
    planned: '203 000',
  },
];

/** A row and what became of its mutant under every seed. */
export interface RowFigure extends Row {
  readonly seeds: number;
  readonly rejected: number;
  /** The smallest sample in which it was rejected under every seed, of those tried. */
  readonly draws: number;
  readonly tests: readonly string[];
}

/** Tries the mutants of the table under seeds that follow on the first. */
export function tryMutants(firstSeed: number, seeds: number, tell: (text: string) => void): readonly RowFigure[] {
  const found = new Map<Specimen, MutantFigure[][]>();
  for (const [name, { subject, draws }] of Object.entries(specimens)) {
    const runs = Array.from({ length: seeds }, (_, i) => {
      const options = { draws, dtypes: ['float32'], seed: firstSeed + i, numRuns: 1 } as const;
      return certify(subject as ConformanceSubject<unknown, unknown>, options).cases.flatMap(({ mutants }) => mutants);
    });
    found.set(name as Specimen, runs);
    tell(`mutants of ${name}`);
  }
  return rows.map((row) => {
    const fates = found.get(row.of)!.map((run) => run.find(({ mutant }) => mutant === row.mutant));
    const rejected = fates.flatMap((figure) => (figure?.fate === 'rejected' ? [figure] : []));
    return {
      ...row,
      seeds,
      rejected: rejected.length,
      draws: Math.max(...rejected.map(({ draws }) => draws)),
      tests: [...new Set(rejected.map(({ test }) => test))],
    };
  });
}
