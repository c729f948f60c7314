import { keyedStreamVersion } from '@nn/random';
import type { BatteryTest } from './battery/battery.js';
import type { Check } from './check.js';
import { checkGroups } from './groups.js';
import type { CaseFigures, CheckFigure } from './report.js';
import { type ConformanceOptions, type FloatDType, settingsOf } from './settings.js';
import { type ConformanceSubject, readSubject } from './subject.js';

/** Everything that a run of the tests has found of an initializer. Plain JSON. */
export interface Certificate {
  readonly format: 'nn-certificate/1';
  readonly initializer: string;
  readonly version: number;
  /** Of the keyed streams that it draws from. */
  readonly stream: string;
  readonly seed: number;
  /** Draws of a sample. */
  readonly draws: number;
  readonly dtypes: readonly FloatDType[];
  readonly significance: number;
  /** Tests with a p: at most so many times the significance is the chance of a false alarm. */
  readonly tests: number;
  readonly passed: boolean;
  readonly cases: readonly CaseFigures[];
}

/**
 * Runs what `initializerConformance` registers, and gives the figures.
 *
 * @throws NnError 'OPTION' for a significance above 1e-9. A check that fails throws nothing: see `passed`.
 * @example
 * import { init } from '@nn/nn';
 * import { certify } from '@nn/init/conformance';
 *
 * certify(init.zeros).passed; // true
 */
export function certify<P, I>(subject: ConformanceSubject<P, I>, options: ConformanceOptions = {}): Certificate {
  return certifyWith(subject, options);
}

/** @internal The same with another battery: tests of the kit leave some out. */
export function certifyWith<P, I>(
  subject: ConformanceSubject<P, I>,
  options: ConformanceOptions,
  battery?: readonly BatteryTest[],
): Certificate {
  const { seed, draws, dtypes, significance, ...rest } = settingsOf(options, battery);
  const { name, version } = readSubject(subject).factory.definition;
  const cases = checkGroups(subject, { seed, draws, dtypes, significance, ...rest }).map(({ checks, figures }) => {
    figures.checks.push(...checks.map(outcomeOf));
    return figures;
  });
  return {
    format: 'nn-certificate/1',
    initializer: name,
    version,
    stream: keyedStreamVersion,
    seed,
    draws,
    dtypes,
    significance,
    tests: cases.flatMap(({ samples }) => samples).reduce((sum, { tests }) => sum + tests.length, 0),
    passed: cases.every(({ checks }) => checks.every(({ passed }) => passed)),
    cases,
  };
}

function outcomeOf({ name, run }: Check): CheckFigure {
  try {
    run();
    return { check: name, passed: true };
  } catch (error) {
    return { check: name, passed: false, message: error instanceof Error ? error.message : String(error) };
  }
}
