import { certify, type FloatDType } from '@nn/init/conformance';
import { uniformityTest } from '@nn/testing/statistics';
import { builtIns } from './subjects.js';

/** What one test of the battery gave for right samples. */
export interface TestFigure {
  readonly test: string;
  readonly samples: number;
  readonly smallest: number;
  /** Expected: 1 in 100. */
  readonly below1Percent: number;
  /** Of all p together: are they uniform? `null` for counts, whose p are too large by their own steps. */
  readonly uniformity: number | null;
}

export interface FalseAlarms {
  readonly runs: number;
  readonly tests: number;
  /** What failed, with the seed. */
  readonly alarms: readonly string[];
  readonly figures: readonly TestFigure[];
}

const dtypes: readonly FloatDType[] = ['float32', 'float64', 'float16', 'bfloat16'];

/** Runs the checks of right initializers, each in one dtype, under fresh seeds, until there were so many runs. */
export function countFalseAlarms(firstSeed: number, least: number, tell: (text: string) => void): FalseAlarms {
  const random = Object.values(builtIns).flat();
  const found = new Map<string, number[]>();
  const alarms: string[] = [];
  let [runs, tests] = [0, 0];
  for (let seed = firstSeed; runs < least; seed++) {
    for (const { name, subject } of random) {
      for (const dtype of dtypes) {
        const { cases, passed } = certify(subject, { seed, dtypes: [dtype], mutantDtypes: [], numRuns: 1 });
        if (cases.every(({ samples }) => samples.length === 0)) continue;
        runs++;
        if (!passed) alarms.push(`${name}, ${dtype}, seed ${seed}`);
        for (const { test, p } of cases.flatMap(({ samples }) => samples).flatMap((sample) => sample.tests)) {
          tests++;
          const kind = kindOf(test);
          found.set(kind, [...(found.get(kind) ?? []), p]);
        }
      }
    }
    tell(`${runs} runs without a fault, ${alarms.length} alarms`);
  }
  return { runs, tests, alarms, figures: [...found].map(([test, p]) => figureOf(test, p)) };
}

/** The same test with another lag, length or place is of one kind. */
function kindOf(test: string): string {
  return test
    .replace(/lag \d+/, 'any lag')
    .replace(/\d+ columns/, 'any number of columns')
    .replace(/atom \d+/, 'an atom');
}

function figureOf(test: string, p: readonly number[]): TestFigure {
  const isCount = /^(count|not finite|outside|distinct|sign)/.test(test);
  return {
    test,
    samples: p.length,
    smallest: Math.min(...p),
    below1Percent: p.filter((one) => one < 0.01).length,
    uniformity: isCount || p.length < 100 ? null : uniformityTest(Float64Array.from(p)).p,
  };
}
