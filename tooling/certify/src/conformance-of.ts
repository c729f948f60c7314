import { initializerConformance } from '@nn/init/conformance';
import { describe, it, vi } from 'vitest';
import type { BuiltIn } from './subjects.js';

/**
 * The tests of some initializers, as they run with every change: in all four dtypes, with mutants in float32, where a law is what it claims to be
 * to the last bits. `npm run certify` tries mutants in every dtype.
 */
export function conformanceOf(builtIns: readonly BuiltIn[]): void {
  vi.setConfig({ testTimeout: 60_000 });
  for (const { subject } of builtIns) {
    initializerConformance(subject, { describe, it }, { mutantDtypes: ['float32'], numRuns: 25 });
  }
}
