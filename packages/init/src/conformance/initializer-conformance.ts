import { checkGroups } from './groups.js';
import { type ConformanceOptions, settingsOf } from './settings.js';
import { type ConformanceSubject, readSubject } from './subject.js';

/** What registers tests: vitest's, node:test's, jasmine's. */
export interface Runner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => void | Promise<void>) => unknown;
}

/**
 * The tests that every initializer passes. What the framework relies on: the same key gives the same values, a shard is a part of the whole,
 * nothing else is read or written, parameters travel as JSON and bad ones are refused. What the initializer claims: a battery of tests of
 * the law of its values, each with a significance of 1e-9, and its invariants. And that this would be noticed: mutants of the claimed law, a scale
 * that is off by 2 %, a shared key, a coarse lattice, must each be rejected, else the test fails.
 *
 * With `NN_CONFORMANCE=nightly` there are eight times as many draws, from a seed of the day, which stands in the names of the tests.
 *
 * @param subject the function that makes initializers, alone or with cases
 * @param runner what registers tests: `{ describe, it }` of vitest or node:test
 * @throws NnError 'OPTION' for a significance above 1e-9
 *
 * @example
 * import { init } from '@nn/nn';
 * import { initializerConformance } from '@nn/init/conformance';
 * import { describe, it } from 'node:test';
 *
 * const cases = [{ params: { std: 0.02 } }];
 * initializerConformance({ factory: init.normal, cases }, { describe, it }, { draws: 2 ** 15, dtypes: ['float32'] });
 */
export function initializerConformance<P, I>(
  subject: ConformanceSubject<P, I>,
  { describe, it }: Runner,
  options: ConformanceOptions = {},
): void {
  const settings = settingsOf(options);
  const { name, version } = readSubject(subject).factory.definition;
  const seeded = settings.seed === 0 ? '' : `, NN_CONFORMANCE_SEED=${settings.seed}`;
  describe(`${name}, version ${version}${seeded}`, () => {
    for (const group of checkGroups(subject, settings)) {
      describe(group.name, () => {
        for (const { name: sentence, run } of group.checks) it(sentence, run);
      });
    }
  });
}
