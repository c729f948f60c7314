import type { Initializer } from '../initializer/initializer.js';
import type { Check } from './check.js';
import { contractChecks } from './contract/contract.js';
import { lawChecks } from './law-checks.js';
import type { CaseFigures } from './report.js';
import type { Settings } from './settings.js';
import { type ConformanceSubject, readSubject } from './subject.js';
import { Trial } from './trial.js';

/** The checks of an initializer with one choice of parameters, and where their figures go. */
export interface CheckGroup {
  readonly name: string;
  readonly checks: readonly Check[];
  readonly figures: CaseFigures;
}

/** All checks of a subject. Nothing is drawn before they run. */
export function checkGroups<P, I>(subject: ConformanceSubject<P, I>, settings: Settings): readonly CheckGroup[] {
  const { factory, cases } = readSubject(subject);
  const make: (params: never) => Initializer = factory;
  return cases.map((one) => {
    const of = make(one.params as never);
    const trial = new Trial(of, one);
    const figures: CaseFigures = { initializer: of.toString(), checks: [], samples: [], invariants: [], mutants: [] };
    return {
      name: of.toString(),
      checks: [...contractChecks(trial, settings), ...lawChecks(trial, settings, figures)],
      figures,
    };
  });
}
