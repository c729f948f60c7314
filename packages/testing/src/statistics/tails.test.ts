import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gammaTails } from './gamma-tails.js';
import {
  betaCdf,
  binomialTail,
  chiSquareTail,
  dkwTail,
  kolmogorovTail,
  normalCdf,
  normalQuantile,
  normalTail,
  poissonTail,
} from './index.js';
import { kolmogorovLimit } from './kolmogorov-tail.js';

type Rows = readonly (readonly number[])[];

const tables = JSON.parse(readFileSync(new URL('fixtures/tails.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Rows>
>;

/** The largest relative error over a table whose rows are arguments and scipy's value. */
function worst(table: string, compute: (...arguments_: number[]) => number): number {
  const rows = tables[table]!;
  expect(rows.length).toBeGreaterThan(50);
  let error = 0;
  for (const row of rows) {
    const value = row.at(-1)!;
    const distance = Math.abs(compute(...row.slice(0, -1)) - value);
    error = Math.max(error, value === 0 ? distance : distance / Math.abs(value));
    if (Number.isNaN(distance)) return Number.NaN;
  }
  return error;
}

describe('tails agree with scipy', () => {
  it('normal distribution function, down to 5e-308', () => {
    expect(worst('normalCdf', normalCdf)).toBeLessThan(1e-12);
  });

  it('two-sided normal tail, down to 1e-307', () => {
    expect(worst('normalCdf', (x) => (x <= 0 ? normalTail(x) / 2 : 1 - normalTail(x) / 2))).toBeLessThan(1e-12);
    expect(normalTail(12)).toBe(normalTail(-12));
  });

  it('normal quantile, from 1e-300 on', () => {
    expect(worst('normalQuantile', normalQuantile)).toBeLessThan(1e-14);
    expect([0, 1, -0.1, 1.1, Number.NaN].map(normalQuantile)).toEqual([-Infinity, Infinity, NaN, NaN, NaN]);
  });

  it('chi-square tail, from 1 to 131072 degrees of freedom, down to 1e-300', () => {
    expect(worst('chiSquareTail', chiSquareTail)).toBeLessThan(1e-11);
  });

  it('beta distribution function, down to 1e-137', () => {
    expect(worst('betaCdf', betaCdf)).toBeLessThan(1e-11);
  });

  it('two-sided binomial tail, up to 2^24 trials, down to 1e-198', () => {
    expect(worst('binomialTail', binomialTail)).toBeLessThan(2e-9);
  });

  it('two-sided Poisson tail, means from 1e-6 to 65536, down to 1e-200', () => {
    expect(worst('poissonTail', poissonTail)).toBeLessThan(1e-11);
  });

  it("Kolmogorov's limit", () => {
    expect(worst('kolmogorovLimit', kolmogorovLimit)).toBeLessThan(1e-13);
  });

  it('the exact distribution of D for n draws, but for an error of order 1/n that is on the cautious side in the tail', () => {
    for (const [d, n, value] of tables['kolmogorovExact']! as [number, number, number][]) {
      const lambda = Math.sqrt(n) * d;
      const error = Math.log(kolmogorovTail(d, n) / value);
      expect(Math.abs(error), `d ${d}, n ${n}`).toBeLessThan((0.3 + 0.6 * lambda ** 4) / n);
      if (lambda > 1.5) expect(error, `d ${d}, n ${n}`).toBeGreaterThan(-1 / n);
    }
  });
});

describe('tails at the ends of their ranges', () => {
  it('the gamma tails of either method meet where the methods do', () => {
    for (const a of [900, 990, 1000, 1010, 1100]) {
      const [one, other] = [gammaTails(a, 1000), gammaTails(a, 1000 + 1e-9)];
      expect(other.above / one.above).toBeCloseTo(1, 9);
      expect(other.below / one.below).toBeCloseTo(1, 9);
    }
  });

  it('the Dvoretzky–Kiefer–Wolfowitz bound holds for the exact distribution of D', () => {
    for (const [d, n, value] of tables['kolmogorovExact']! as [number, number, number][])
      expect(dkwTail(d, n)).toBeGreaterThanOrEqual(value * (1 - 1e-12));
  });

  it('counts that cannot be otherwise have p = 1, impossible ones p = 0', () => {
    expect([binomialTail(0, 10, 0), binomialTail(10, 10, 1), poissonTail(0, 0)]).toEqual([1, 1, 1]);
    expect([binomialTail(1, 10, 0), binomialTail(9, 10, 1), poissonTail(1, 0)]).toEqual([0, 0, 0]);
  });

  it('no distance at all has p = 1, the whole distance p = 0', () => {
    expect([kolmogorovTail(0, 1000), dkwTail(0, 1000)]).toEqual([1, 1]);
    expect(kolmogorovTail(1, 1000)).toBe(0);
  });
});
