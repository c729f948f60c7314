import { goldenFolder } from '@nn/testing/golden';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Outcome } from './outcome.js';
import { extraFolder, replay } from './parity.js';
import { translate, readSignatures } from './signatures.js';
import { Tally } from './tally.js';

const docs = fileURLToPath(new URL('../../../docs', import.meta.url));

describe('parity with PyTorch', () => {
  it('passes every recorded case, and has none that is not built', { timeout: 300_000 }, () => {
    const failures: string[] = [];
    const tally = new Tally();
    for (const folder of [goldenFolder(), extraFolder]) {
      for (const [group, id, outcome] of replay(folder, docs)) {
        tally.add(group, id, outcome);
        if (outcome.status === 'failed') failures.push(`${group}: ${id}: ${outcome.reason}`);
      }
    }
    expect(failures).toEqual([]);
    expect(tally.missing).toBe(0);
  });
});

describe('the tally', () => {
  const outcomes: readonly Outcome[] = [
    { status: 'passed', bits: true },
    { status: 'passed', bits: false },
    { status: 'failed', reason: 'wrong' },
    { status: 'missing', what: 'Conv2d' },
  ];

  it('counts a row a group and says what is missing', () => {
    const tally = new Tally();
    outcomes.forEach((outcome, i) => tally.add('ops', `case.${i}`, outcome));
    expect(tally.report()).toBe(
      'FAILED ops: case.2: wrong\nops  2 of 4 passed, 1 bit-equal, 1 failed, 1 not built\nnot built: Conv2d\nparity: 2 of 4 cases, 1 not built\n',
    );
    expect([tally.failed, tally.missing]).toEqual([1, 1]);
  });
});

describe('a documented signature', () => {
  const modules = readSignatures(`${docs}/signatures.md`, 'Modules');
  const operations = readSignatures(`${docs}/signatures.md`, 'Operations');

  it('puts what PyTorch requires in its place and the rest into options', () => {
    expect(translate(modules.get('Linear')!, [4, 8], { bias: false })).toEqual([4, 8, { bias: false }]);
    expect(translate(operations.get('sum')!, ['x', [0, 2]], { keepdim: true })).toEqual([
      'x',
      [0, 2],
      { keepdim: true },
    ]);
    expect(translate(operations.get('sum')!, ['x'], { keepdim: true })).toEqual(['x', undefined, { keepdim: true }]);
  });

  it('gathers and spreads lists', () => {
    expect(translate(operations.get('repeat')!, ['x', 2, 1, 2], {})).toEqual(['x', [2, 1, 2]]);
    expect(translate(operations.get('einsum')!, ['ij,jk->ik', 'x', 'y'], {})).toEqual(['ij,jk->ik', 'x', 'y']);
  });

  it('refuses an argument that the table does not know', () => {
    expect(() => translate(modules.get('Linear')!, [4, 8], { depth: 3 })).toThrow('docs/signatures.md');
  });
});
