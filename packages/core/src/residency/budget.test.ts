import { describe, expect, it } from 'vitest';
import { Budget } from './budget.js';

const MiB = 2 ** 20;

/** Uses blocks of 1 MiB in turn, the one that was not used for longest leaving first: all come back as long as they do not fit. */
function cycle(budget: Budget, blocks: number): void {
  for (let i = 0; i < blocks; i++) if (blocks * MiB > budget.bytes) budget.cameBack(MiB);
}

describe('a budget', () => {
  it('stays as it is, whatever is made and never used again', () => {
    const budget = new Budget(1000 * MiB);
    const { bytes } = budget;
    for (let i = 0; i < 10_000; i++) budget.made(MiB);
    expect(budget.bytes).toBe(bytes);
  });

  it('has room for what is used in turn after two rounds, and hardly more', () => {
    for (const blocks of [20, 100, 900]) {
      const budget = new Budget(1000 * MiB);
      cycle(budget, blocks);
      expect(budget.bytes).toBeGreaterThan(0.75 * blocks * MiB);
      cycle(budget, blocks);
      expect(budget.bytes).toBeGreaterThanOrEqual(blocks * MiB);
      expect(budget.bytes).toBeLessThan(1.25 * blocks * MiB);
    }
  });

  it('takes no notice of what comes back now and then', () => {
    const budget = new Budget(1000 * MiB);
    const { bytes } = budget;
    for (let i = 0; i < 1000; i++) {
      for (let k = 0; k < 20; k++) budget.made(MiB);
      budget.cameBack(MiB);
    }
    expect(budget.bytes).toBe(bytes);
  });

  it('never exceeds what it is given', () => {
    for (const most of [0, MiB, 50 * MiB]) {
      const budget = new Budget(most);
      expect(budget.bytes).toBeLessThanOrEqual(most);
      cycle(budget, 500);
      expect(budget.bytes).toBeLessThanOrEqual(most);
    }
  });
});
