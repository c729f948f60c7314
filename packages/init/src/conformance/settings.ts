import { NnError } from '@nn/core';
import type { BatteryTest } from './battery/battery.js';
import { battery } from './battery/battery.js';

export interface ConformanceOptions {
  /** Names every stream of the run. @default 0, or NN_CONFORMANCE_SEED; fresh where NN_CONFORMANCE is `nightly` */
  readonly seed?: number;
  /** How many draws a sample has. @default 2 ** 17; 2 ** 20 where NN_CONFORMANCE is `nightly` */
  readonly draws?: number;
  /** How likely a single test may be to reject a right sample: at most 1e-9. @default 1e-9 */
  readonly significance?: number;
  /** The dtypes that are tried. @default all four */
  readonly dtypes?: readonly FloatDType[];
  /** The dtypes in which mutants are tried. @default those of `dtypes` */
  readonly mutantDtypes?: readonly FloatDType[];
  /** Random cases of every property. @default 50 */
  readonly numRuns?: number;
}

export type FloatDType = 'float32' | 'float64' | 'float16' | 'bfloat16';

/** @internal The options with their defaults, and what only tests of the kit change. */
export interface Settings extends Required<ConformanceOptions> {
  readonly battery: readonly BatteryTest[];
}

/** The largest significance: with some thousand tests a run a false alarm comes once in 10^5 runs. */
const largest = 1e-9;

/** @internal */
export function settingsOf(options: ConformanceOptions, tests: readonly BatteryTest[] = battery): Settings {
  const { significance = largest, dtypes = ['float32', 'float64', 'float16', 'bfloat16'] } = options;
  if (!(significance > 0 && significance <= largest)) throw tooLarge(significance);
  const nightly = environment('NN_CONFORMANCE') === 'nightly';
  const given = options.seed ?? numberFrom(environment('NN_CONFORMANCE_SEED'));
  return {
    seed: given ?? (nightly ? Date.now() % 2 ** 32 : 0),
    draws: options.draws ?? (nightly ? 2 ** 20 : 2 ** 17),
    significance,
    dtypes,
    mutantDtypes: options.mutantDtypes ?? dtypes,
    numRuns: options.numRuns ?? 50,
    battery: tests,
  };
}

function tooLarge(significance: number): NnError {
  return new NnError('OPTION', `a significance of ${significance} makes false alarms: at most ${largest} is taken`, {
    op: 'initializerConformance',
    details: { significance, largest },
    advice: 'Take more draws to see smaller errors: going from 1e-2 to 1e-9 costs 2.6 times the draws.',
  });
}

function environment(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.[name];
}

function numberFrom(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text);
}
