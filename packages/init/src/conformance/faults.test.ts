import { describe, expect, it } from 'vitest';
import { type Certificate, certify } from './index.js';
import { faultless, faults } from './test-faults.js';

const options = { dtypes: ['float32'], mutantDtypes: [], draws: 2 ** 13, numRuns: 20 } as const;

/** The failed checks and what they say. */
function failures({ cases }: Certificate): string {
  const failed = cases.flatMap(({ checks }) => checks.filter(({ passed }) => !passed));
  return failed.map(({ check, message }) => `${check}: ${message}`).join('\n');
}

describe('conformance of initializers with a fault', () => {
  it('passes one that has none', () => {
    expect(failures(certify(faultless, { ...options, draws: 2 ** 17 }))).toBe('');
  });

  for (const { name, factory, finds, draws = options.draws } of faults) {
    it(`finds one that ${name}`, () => {
      expect(failures(certify(factory, { ...options, draws }))).toMatch(finds);
    });
  }
});
