import type { TestResult } from '@nn/testing/statistics';
import type { InvariantFigure } from './invariants/check.js';
import type { MutantFigure } from './hunt.js';
import type { FloatDType } from './settings.js';

/** The tests of a sample of one law. */
export interface SampleFigure {
  readonly dtype: FloatDType;
  /** The part of the claim; empty where all elements have one law. */
  readonly part: string;
  /** As people write it; that of the first shape, where it depends on the shape. */
  readonly law: string;
  readonly draws: number;
  readonly tests: readonly TestResult[];
}

/** What became of a check. */
export interface CheckFigure {
  readonly check: string;
  readonly passed: boolean;
  readonly message?: string;
}

/** What was measured of an initializer with some parameters. */
export interface CaseFigures {
  readonly initializer: string;
  readonly checks: CheckFigure[];
  readonly samples: SampleFigure[];
  readonly invariants: (InvariantFigure & { readonly dtype: FloatDType })[];
  readonly mutants: (MutantFigure & { readonly dtype: FloatDType; readonly part: string })[];
}
