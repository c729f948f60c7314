import type * as nodeTest from 'node:test';
import { NnError } from '@nn/core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { normal } from '../initializers/normal.js';
import { orthogonal } from '../initializers/orthogonal.js';
import { uniform } from '../initializers/uniform.js';
import { certificateMarkdown, certify, initializerConformance, type Runner } from './index.js';

const quick = { draws: 2 ** 14, dtypes: ['float32'], numRuns: 10 } as const;

describe('initializerConformance', () => {
  initializerConformance({ factory: normal, cases: [{ params: { std: 0.02 } }] }, { describe, it }, quick);

  it('takes the functions of node:test too', () => {
    expectTypeOf<Pick<typeof nodeTest, 'describe' | 'it'>>().toExtend<Runner>();
  });

  it('names the seed where it is not the usual one, so that a run can be repeated', () => {
    const names: string[] = [];
    const runner: Runner = { describe: (name, body) => (names.push(name), body()), it: (name) => names.push(name) };
    initializerConformance(uniform, runner, { ...quick, seed: 7 });
    expect(names[0]).toBe('@nn/init:uniform, version 1, NN_CONFORMANCE_SEED=7');
  });

  it('refuses a significance that would make false alarms', () => {
    const run = (): void => initializerConformance(normal, { describe, it }, { significance: 1e-6 });
    expect(run).toThrow(
      expect.objectContaining({ code: 'OPTION', details: { significance: 1e-6, largest: 1e-9 } }) as NnError,
    );
  });
});

describe('a certificate', () => {
  const certificate = certify(orthogonal, { ...quick, mutantDtypes: ['float32'] });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(certificate))).toEqual(certificate);
    expect(certificate).toMatchObject({
      initializer: '@nn/init:orthogonal',
      version: 1,
      seed: 0,
      draws: 2 ** 14,
      passed: true,
    });
  });

  it('is the same every time', () => {
    expect(certify(orthogonal, { ...quick, mutantDtypes: ['float32'] })).toEqual(certificate);
  });

  it('shows laws, invariants and mutants as a page', () => {
    const page = certificateMarkdown(certificate);
    expect(page).toContain('# @nn/init:orthogonal, version 1');
    expect(page).toMatch(/\| float32 \| sphere\(4, 1\) \| 2\d* \| \d+ \| 0?\.\d+ \|/);
    expect(page).toContain('| float32 | semi-orthogonal |');
    expect(page).toContain('| orthogonal, signs not corrected | rejected in 1 of 1 | 4096 |');
  });
});
