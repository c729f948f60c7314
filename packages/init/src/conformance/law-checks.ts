import type { TestResult } from '@nn/testing/statistics';
import { describeLaw } from '../law/describe.js';
import { examine } from './battery/battery.js';
import { Evidence } from './battery/evidence.js';
import type { Layout } from './battery/layout.js';
import { samplesOf } from './battery/sample.js';
import { type Check, fail } from './check.js';
import { holds } from './invariants/check.js';
import { invariantFigures, tensorMutants } from './invariants/examine.js';
import { haarFigures, haarMutants } from './invariants/examine-haar.js';
import { huntMutants, judgeRightDraws, type MutantFigure } from './hunt.js';
import type { CaseFigures } from './report.js';
import type { FloatDType, Settings } from './settings.js';
import type { Trial } from './trial.js';

/** Random matrices that are looked at for Haar's measure. */
const matrices = 2 ** 12;

/** That the values have the law and the invariants that are claimed, and that the tests would notice others. Writes down every figure. */
export function lawChecks(trial: Trial, settings: Settings, figures: CaseFigures): readonly Check[] {
  const { dtypes, mutantDtypes, seed } = settings;
  const layouts = new Map<FloatDType, readonly Layout[]>();
  const layoutsOf = (dtype: FloatDType): readonly Layout[] => {
    const known =
      layouts.get(dtype) ?? samplesOf(trial, { dtype, draws: settings.draws, seed }).map(({ layout }) => layout);
    layouts.set(dtype, known);
    return known;
  };
  const lawOf = (dtype: FloatDType): Check => ({
    name: `has the law that it claims (${dtype})`,
    run() {
      const samples = samplesOf(trial, { dtype, draws: settings.draws, seed });
      layouts.set(
        dtype,
        samples.map(({ layout }) => layout),
      );
      for (const { layout, draws } of samples) {
        const tests = examine(new Evidence(layout, draws, seed), settings.battery);
        const { part, length } = layout;
        figures.samples.push({ dtype, part, law: describeLaw(layout.stretches[0]!.law), draws: length, tests });
        judge(tests, settings, part);
      }
      const tests = haarFigures(trial, { dtype, seed, draws: matrices });
      if (tests.length === 0) return;
      figures.samples.push({ dtype, part: '', law: "Haar's measure", draws: matrices, tests });
      judge(tests, settings, '');
    },
  });
  const invariantsOf = (dtype: FloatDType): Check => ({
    name: `keeps its invariants (${dtype})`,
    run() {
      const found = invariantFigures(trial, dtype, seed);
      figures.invariants.push(...found.map((figure) => ({ ...figure, dtype })));
      const broken = found.find((figure) => !holds(figure));
      if (broken !== undefined)
        fail(`${broken.invariant}: off by ${broken.residual}, at most ${broken.tolerance} may be`);
    },
  });
  const mutantsOf = (dtype: FloatDType): Check => ({
    name: `differs from every mutant of its law (${dtype})`,
    run() {
      const { battery, significance } = settings;
      for (const layout of layoutsOf(dtype)) {
        const right = judgeRightDraws(layout, { battery, significance, seed });
        if (right !== null) fail(`draws of the claimed law itself are rejected: ${shownTest(right)}`);
        judgeMutants(huntMutants(layout, { battery, significance, seed }), dtype, layout.part);
      }
      judgeMutants(tensorMutants(trial, dtype, seed), dtype, '');
      judgeMutants(haarMutants(trial, { dtype, seed, draws: matrices }, significance), dtype, '');
    },
  });
  const judgeMutants = (found: readonly MutantFigure[], dtype: FloatDType, part: string): void => {
    figures.mutants.push(...found.map((figure) => ({ ...figure, dtype, part })));
    const survivors = found.filter(({ fate }) => fate === 'survived').map(({ mutant }) => `'${mutant}'`);
    if (survivors.length > 0) fail(`a mutant survived: ${survivors.join(', ')}`);
  };
  return [...dtypes.flatMap((dtype) => [lawOf(dtype), invariantsOf(dtype)]), ...mutantDtypes.map(mutantsOf)];
}

/** Refuses a sample that a test rejects. */
function judge(tests: readonly TestResult[], { significance, seed }: Settings, part: string): void {
  const rejected = tests.filter(({ p }) => !(p >= significance));
  if (rejected.length === 0) return;
  fail(
    `${part === '' ? '' : `${part}: `}${rejected.map(shownTest).join('; ')} (seed ${seed}; run again with NN_CONFORMANCE_SEED=${seed})`,
  );
}

function shownTest({ test, statistic, p }: TestResult): string {
  return `${test} is ${Number(statistic.toPrecision(6))}, p = ${p.toPrecision(3)}`;
}
