import { StreamKey } from '@nn/random';
import { describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { specOf, unknownSource } from '../initializer/spec-of.js';
import { valuesOf } from '../initializer/test-values.js';
import { cases } from './test-cases.js';

// Packed ones are filled block by block, each with a claim of its own, and rows that stay zero are not the initializer's.
const whole = cases.filter(
  ({ of, spec }) => spec?.blocks === undefined || of.definition.needs?.includes('blocks') === true,
);
const draws = 600;
const seed = StreamKey.fromSeed(20);

function indexOf(position: number): readonly number[] {
  return [Math.floor(position / 4), position % 4];
}

/** Of all draws, the elements of a part, in float64: not rounded, so that single values lie where the law says. */
function sample(
  values: readonly (Float32Array | Float64Array)[],
  includes: (index: readonly number[]) => boolean,
): number[] {
  return values
    .flatMap((one) => [...one].filter((_, position) => includes(indexOf(position))))
    .toSorted((a, b) => a - b);
}

/** The largest distance between the distribution function of a sorted sample and that of a law. */
function distance(sorted: readonly number[], { cdf, atoms }: init.LawModel): number {
  const single = new Map(atoms.map(({ at, probability }) => [at, probability]));
  let most = 0;
  for (const [i, x] of sorted.entries()) {
    const upTo = cdf(x);
    if (x !== sorted[i + 1]) most = Math.max(most, Math.abs((i + 1) / sorted.length - upTo));
    if (x !== sorted[i - 1]) most = Math.max(most, Math.abs(i / sorted.length - (upTo - (single.get(x) ?? 0))));
  }
  return most;
}

describe.each(whole)('$name', ({ of, shape, spec }) => {
  const claim = init.claimOf(of, specOf({ ...unknownSource, spec }, shape, 'float64', 'test'));
  const values = Array.from({ length: draws }, (_, i) =>
    valuesOf(of, shape, { spec, dtype: 'float64', key: seed.fold(i), packing: 'whole' }),
  );

  it('claims a law that can be', () => {
    const laws = 'law' in claim.marginal ? [claim.marginal] : claim.marginal.map(({ law }) => law);
    laws.forEach((law) => init.checkLaw(law));
    expect(claim.lattice ?? 2 ** 32).toBeGreaterThanOrEqual(2 ** 16);
  });

  it('has the law that it claims', () => {
    const parts = 'law' in claim.marginal ? [{ part: '', law: claim.marginal, includes: () => true }] : claim.marginal;
    for (const { law, includes } of parts) {
      const sorted = sample(values, includes);
      const model = init.modelOf(law);
      expect(sorted[0]).toBeGreaterThanOrEqual(model.support[0]);
      expect(sorted.at(-1)).toBeLessThanOrEqual(model.support[1]);
      // Dvoretzky, Kiefer, Wolfowitz and Massart: exceeded once in 10^9. Elements of a row may depend on each other.
      const independent = claim.dependence === 'structured' ? sorted.length / 4 : sorted.length;
      expect(distance(sorted, model)).toBeLessThan(Math.sqrt(Math.log(2e9) / (2 * independent)));
    }
  });

  it('keeps what it claims of every outcome', () => {
    for (const invariant of claim.invariants ?? []) {
      expect(invariant.invariant).toBe('exact');
      if (invariant.invariant !== 'exact') continue;
      for (const one of values) expect([...one]).toEqual([...one].map((_, i) => invariant.value(indexOf(i))));
    }
  });

  it('depends on the key unless it says that it does not', () => {
    const different = new Set(values.map((one) => one.join())).size;
    // (Every row may come from a part that has but one value.)
    if (claim.dependence === 'deterministic') expect(different).toBe(1);
    else expect(different).toBeGreaterThan(0.95 * draws);
  });
});
