import { describe, expect, it } from 'vitest';
import { normal } from '../initializers/normal.js';
import { sparse } from '../initializers/sparse.js';
import { truncNormalRelative } from '../initializers/trunc-normal-relative.js';
import { uniform } from '../initializers/uniform.js';
import type { Initializer } from '../initializer/initializer.js';
import { type BatteryTest, battery } from './battery/battery.js';
import type { Layout } from './battery/layout.js';
import { samplesOf } from './battery/sample.js';
import { certifyWith } from './certify.js';
import { huntMutants } from './hunt.js';
import { Trial } from './trial.js';

/** The battery with some tests that never fail. */
function withStubs(names: readonly string[]): readonly BatteryTest[] {
  return battery.map((test) => {
    if (!names.includes(test.name)) return test;
    return { name: test.name, run: (evidence) => test.run(evidence).map((result) => ({ ...result, p: 1 })) };
  });
}

function layoutOf(of: Initializer, draws: number): Layout {
  return samplesOf(new Trial(of, {}), { dtype: 'float32', draws, seed: 0 })[0]!.layout;
}

interface Duty {
  /** The first, and those that back it up. */
  readonly tests: readonly string[];
  readonly mutant: string;
  readonly of: Initializer;
  readonly draws?: number;
}

/** They see most of what the tests of moments see, with more draws. */
const formTests = ['Neyman', 'chi-square', 'Hermite', 'Kolmogorov'];

/** What each test of the battery is for: a mutant that lives if it sleeps. */
const duties: readonly Duty[] = [
  { tests: ['support'], mutant: 'one draw beyond the end', of: truncNormalRelative(), draws: 2 ** 12 },
  { tests: ['mean', ...formTests], mutant: 'shifted by 0.03 of its standard deviation', of: normal() },
  { tests: ['variance', ...formTests], mutant: 'scale +2 %', of: normal() },
  { tests: ['variance', ...formTests], mutant: 'scale -2 %', of: normal() },
  { tests: ['atoms', 'Hermite'], mutant: 'eleven draws at the lower end', of: truncNormalRelative() },
  { tests: ['chi-square'], mutant: 'twenty waves in the density', of: uniform(), draws: 2 ** 16 },
  { tests: ['Hermite'], mutant: 'a sum of 12 uniform numbers for a normal one', of: normal(), draws: 2 ** 18 },
  { tests: ['Kolmogorov'], mutant: 'the draws of one part in 64 pressed together', of: normal() },
  { tests: ['serial correlation'], mutant: 'a serial correlation of 0.05', of: normal(), draws: 2 ** 16 },
  {
    tests: ['serial correlation of squares'],
    mutant: 'Box and Muller with a step of one number',
    of: normal(),
    draws: 2 ** 16,
  },
  { tests: ['row means'], mutant: 'rows that lean to one side', of: normal(), draws: 2 ** 16 },
  { tests: ['column means'], mutant: 'columns that lean to one side', of: normal(), draws: 2 ** 16 },
  {
    tests: ['places'],
    mutant: 'its place in the tensor tells of a draw',
    of: sparse({ sparsity: 0.3 }),
    draws: 2 ** 15,
  },
  { tests: ['siblings'], mutant: 'one key for all tensors', of: normal(), draws: 2 ** 13 },
  { tests: ['distinct values'], mutant: 'values of bfloat16', of: normal(), draws: 2 ** 14 },
];

describe('a test that never fails', () => {
  for (const { tests, mutant, of, draws = 2 ** 17 } of duties) {
    it(`shows: with '${tests.join("' and '")}' asleep the mutant '${mutant}' lives, else it does not`, () => {
      const layout = layoutOf(of, draws);
      const fateWith = (asleep: readonly string[]): string | undefined =>
        huntMutants(layout, { battery: withStubs(asleep), significance: 1e-9, seed: 0, only: [mutant] })[0]?.fate;
      expect([fateWith(tests), fateWith([])]).toEqual(['survived', 'rejected']);
    });
  }

  it('fails the kit, which names the mutant', () => {
    const options = { dtypes: ['float32'], draws: 2 ** 14, numRuns: 5 } as const;
    const { passed, cases } = certifyWith(normal, options, withStubs(['siblings']));
    const failed = cases[0]!.checks.filter((check) => !check.passed);
    expect(passed).toBe(false);
    expect(failed.map(({ message }) => message)).toEqual([
      "a mutant survived: 'one key for all tensors', 'one key for all tensors but this', 'a correlation of 0.5 with other tensors'",
    ]);
  });

  it('is none but that for NaN, which the others refuse too', () => {
    const named = new Set(duties.flatMap(({ tests }) => tests));
    expect(battery.map(({ name }) => name).filter((name) => !named.has(name))).toEqual(['finite']);
  });
});
