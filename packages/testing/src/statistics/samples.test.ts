import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as statistics from './index.js';

interface Row {
  readonly test: string;
  /** Names stand for samples. */
  readonly arguments: readonly unknown[];
  readonly statistic: number;
  readonly p?: number;
}

const { samples, rows } = JSON.parse(readFileSync(new URL('fixtures/samples.json', import.meta.url), 'utf8')) as {
  readonly samples: Readonly<Record<string, readonly number[]>>;
  readonly rows: readonly Row[];
};

const tests = statistics as unknown as Readonly<Record<string, (...all: unknown[]) => statistics.TestResult>>;

describe('every test of the battery finds what scipy finds', () => {
  const named = Object.keys(statistics).filter((name) => name.endsWith('Test'));

  it.each(named)('%s', (name) => {
    const cases = rows.filter((row) => row.test === name);
    expect(cases).not.toEqual([]);
    for (const row of cases) {
      const sample = (value: unknown): unknown =>
        typeof value === 'string' ? Float64Array.from(samples[value]!) : value;
      const found = tests[name]!(...row.arguments.map(sample));
      const label = JSON.stringify(row);
      expect(Math.abs(found.statistic - row.statistic), label).toBeLessThan(
        1e-11 * Math.max(1, Math.abs(row.statistic)),
      );
      // scipy has the exact distribution of Kolmogorov's D: ours is off by some λ⁴/(2n), with λ = √n D.
      const allowed = name === 'kolmogorovTest' || name === 'uniformityTest' ? (240 * row.statistic ** 4) / 2 : 1e-9;
      if (row.p !== undefined) expect(Math.abs(found.p - row.p), label).toBeLessThanOrEqual(allowed * row.p);
    }
  });
});
