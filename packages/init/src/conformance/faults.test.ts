import { cpu } from '@nn/backend-cpu';
import { registerBackend } from '@nn/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Certificate, certify } from './index.js';
import { faultless, faultlessKernel, faults } from './test-faults.js';

const options = { dtypes: ['float32'], mutantDtypes: [], draws: 2 ** 13, numRuns: 20 } as const;

/** The failed checks and what they say. */
function failures({ cases }: Certificate): string {
  const failed = cases.flatMap(({ checks }) => checks.filter(({ passed }) => !passed));
  return failed.map(({ check, message }) => `${check}: ${message}`).join('\n');
}

beforeAll(() => registerBackend(cpu()));

describe('conformance of initializers with a fault', () => {
  it('passes one that has none', () => {
    expect(failures(certify(faultless, { ...options, draws: 2 ** 17 }))).toBe('');
  });

  it('passes one whose kernel has none, and says so', () => {
    const all = { ...options, dtypes: ['float32', 'float64', 'float16', 'bfloat16'] } as const;
    const certificate = certify(faultlessKernel, all);
    expect(failures(certificate)).toBe('');
    const checks = certificate.cases.flatMap(({ checks }) => checks.map(({ check }) => check));
    expect(checks).toContain("gives the same bits by its kernel for 'cpu', which leaves the memory around them alone");
  });

  for (const { name, factory, finds, draws = options.draws, drawn = false } of faults) {
    // Their kernels leave the drawing to the backend's, and decline where that has none: the CPU without WebAssembly.
    it.skipIf(drawn && cpu().kernels.keyedRandom === undefined)(`finds one that ${name}`, () => {
      expect(failures(certify(factory, { ...options, draws }))).toMatch(finds);
    });
  }
});
