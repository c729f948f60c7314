import { describe, expect, it } from 'vitest';
import { normal } from '../../initializers/normal.js';
import { Trial } from '../trial.js';
import { distinctTests } from './distinct.js';
import { Evidence } from './evidence.js';
import { samplesOf } from './sample.js';

describe('the count of distinct values', () => {
  // In a sample of 2^20 it was short by a tenth of the repeats, p < 1e-9, because 0.005·z skips values of float32.
  it('allows for numbers that are rounded before they are scaled and again after', () => {
    const trial = new Trial(normal({ std: 0.005 }), {});
    const { layout, draws } = samplesOf(trial, { dtype: 'float32', draws: 2 ** 19, seed: 0 })[0]!;
    const [result] = distinctTests(new Evidence(layout, draws, 0));
    expect(result!.p).toBeGreaterThan(0.01);
    const repeated = draws.values.map((_, i) => draws.values[i - (i % 50)]!);
    expect(distinctTests(new Evidence(layout, { ...draws, values: repeated }, 0))[0]!.p).toBeLessThan(1e-9);
  });
});
