import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Law, LawModel } from './law.js';
import { modelOf, stdOf } from './model.js';
import { anyLaw } from './test-laws.js';

interface Case {
  readonly law: Law;
  readonly mean: number;
  readonly variance: number;
  readonly kurtosis: number | null;
  readonly atoms: readonly [at: number, probability: number][];
  readonly cdf: readonly [x: number, probability: number][];
}

/** By mpmath, with fixtures/laws.py. JSON has no infinity: bounds without end are strings there. */
const cases = JSON.parse(readFileSync(new URL('fixtures/laws.json', import.meta.url), 'utf8'), (_, value) =>
  value === 'inf' ? Infinity : value === '-inf' ? -Infinity : (value as unknown),
) as Case[];

const d2l: Law = {
  law: 'mixture',
  parts: [
    { weight: 0.25, of: { law: 'uniform', low: -10, high: -5 } },
    { weight: 0.5, of: { law: 'point', value: 0 } },
    { weight: 0.25, of: { law: 'uniform', low: 5, high: 10 } },
  ],
};

function expectNear(actual: number, expected: number, error: number, what: string): void {
  expect(Math.abs(actual - expected), `${what}: ${actual} instead of ${expected}`).toBeLessThanOrEqual(error);
}

describe('modelOf', () => {
  it.each(cases)('agrees with 40 digits: $law', ({ law, mean, variance, kurtosis, atoms, cdf }) => {
    const model = modelOf(law);
    expectNear(model.mean, mean, 1e-14 * Math.abs(mean) + 1e-14 * Math.sqrt(variance), 'mean');
    expectNear(model.variance, variance, 1e-12 * variance, 'variance');
    if (kurtosis === null) expect(model.kurtosis).toBeNaN();
    else expectNear(model.kurtosis, kurtosis, 1e-12 * kurtosis, 'kurtosis');
    expect(model.atoms.map(({ at }) => at)).toEqual(atoms.map(([at]) => at));
    for (const [i, [, probability]] of atoms.entries()) {
      expectNear(model.atoms[i]!.probability, probability, 1e-13 * probability, 'atom');
    }
    for (const [x, probability] of cdf) expectNear(model.cdf(x), probability, 1e-13, `cdf(${x})`);
  });

  it('keeps the digits of a normal tail', () => {
    const { cdf } = modelOf({ law: 'normal', mean: 0, std: 1 });
    for (const [x, probability] of cases.find(({ law }) => law.law === 'normal' && law.std === 1)!.cdf) {
      expectNear(cdf(x), probability, 1e-12 * probability, `cdf(${x})`);
    }
  });

  it('knows the custom distribution of Dive into Deep Learning', () => {
    const { mean, variance, kurtosis, support, atoms } = modelOf(d2l);
    expect(mean).toBe(0);
    expect(variance).toBeCloseTo(175 / 6, 12);
    expect(kurtosis).toBeCloseTo(2.27755, 5);
    expect(support).toEqual([-10, 10]);
    expect(atoms).toEqual([{ at: 0, probability: 0.5 }]);
  });

  it('knows what Keras corrects truncation by, and that PyTorch cuts nothing at a small std', () => {
    expect(stdOf({ law: 'truncatedNormal', mean: 0, std: 1, low: -2, high: 2 })).toBeCloseTo(0.87962566103423978, 15);
    expect(stdOf({ law: 'truncatedNormal', mean: 0, std: 0.02, low: -2, high: 2 })).toBeCloseTo(0.02, 15);
  });

  it('has no kurtosis where nothing varies', () => {
    for (const law of [
      { law: 'point', value: 2 },
      { law: 'affine', of: d2l, scale: 0, shift: 2 },
    ] as const) {
      const { mean, variance, kurtosis, support, atoms } = modelOf(law);
      expect({ mean, variance, kurtosis }).toEqual({ mean: 2, variance: 0, kurtosis: NaN });
      expect({ support, atoms }).toEqual({ support: [2, 2], atoms: [{ at: 2, probability: 1 }] });
    }
  });

  it('puts an atom where two steps of rounding put the value', () => {
    const once: Law = { law: 'affine', of: { law: 'point', value: 0.1 }, scale: 3, shift: 0.7 };
    const { atoms, cdf } = modelOf({ law: 'affine', of: once, scale: 0.3, shift: -0.2 });
    const value = 0.3 * (3 * 0.1 + 0.7) - 0.2;
    expect(atoms[0]!.at).toBe(value);
    expect(cdf(value)).toBe(1);
  });

  it('keeps values at the bounds of a cut', () => {
    const { atoms } = modelOf({ law: 'truncate', of: { law: 'clamp', of: d2l, low: -7, high: 7 }, low: 0, high: 7 });
    expect(atoms).toEqual([
      { at: 0, probability: expect.closeTo(0.5 / 0.75, 15) as number },
      { at: 7, probability: expect.closeTo(0.15 / 0.75, 15) as number },
    ]);
  });

  it('goes on in a narrow cut far out', () => {
    const inner: Law = { law: 'truncate', of: { law: 'normal', mean: 0, std: 1 }, low: 8, high: Infinity };
    const nested = modelOf({ law: 'truncate', of: inner, low: 20, high: 21 });
    const direct = modelOf({ law: 'truncatedNormal', mean: 0, std: 1, low: 20, high: 21 });
    expect(nested.mean).toBe(direct.mean);
    expect(nested.variance).toBe(direct.variance);
    expect(nested.cdf(20.05)).toBe(direct.cdf(20.05));
  });

  it('may be taken apart: its functions need no object', () => {
    const { cdf, ...rest } = modelOf(d2l);
    expect(cdf(-7.5)).toBe(0.125);
    expect(rest.variance).toBe(modelOf(d2l).variance);
  });
});

describe('the model of any law', () => {
  /** From end to end, or from where there is next to nothing to where there is next to nothing more. */
  const gridOf = ({ support, atoms, cdf }: LawModel): number[] => {
    let [low, high] = [Math.max(support[0], -1), Math.min(support[1], 1)];
    while (cdf(low) > 1e-13 && low > support[0]) low = Math.max(support[0], -2 * Math.abs(low));
    while (cdf(high) < 1 - 1e-13 && high < support[1]) high = Math.min(support[1], 2 * Math.abs(high));
    const even = Array.from({ length: 400 }, (_, i) => low + ((high - low) * i) / 400);
    const points = [low - 1, ...even, ...atoms.map(({ at }) => at), high];
    return [...new Set(points)].toSorted((a, b) => a - b);
  };

  it('has a distribution function that rises from 0 to 1 within the support', () => {
    const rises = fc.property(anyLaw, (law) => {
      const model = modelOf(law);
      const { cdf, support } = model;
      const values = gridOf(model).map(cdf);
      expect(values.findIndex((p, i) => !(p >= 0 && p <= 1) || p < (values[i - 1] ?? 0) - 1e-14)).toBe(-1);
      expect(cdf(-Infinity)).toBe(0);
      expect(cdf(Infinity)).toBe(1);
      if (support[0] > -Infinity) expect(cdf(support[0] - 2 ** -20)).toBe(0);
      if (support[1] < Infinity) expect(cdf(support[1])).toBe(1);
    });
    fc.assert(rises, { seed: 42, numRuns: 300 });
  });

  it('has its atoms where the distribution function jumps, and by as much', () => {
    const jumps = fc.property(anyLaw, (law) => {
      const { cdf, support, atoms } = modelOf(law);
      for (const { at, probability } of atoms) {
        expect(probability).toBeGreaterThan(0);
        expect(cdf(at) - cdf(at - 1e-9)).toBeCloseTo(probability, 4);
        expect(cdf(at + 1e-9) - cdf(at)).toBeLessThan(1e-3);
        expect(support[0] <= at && at <= support[1]).toBe(true);
      }
      expect(atoms.reduce((sum, { probability }) => sum + probability, 0)).toBeLessThanOrEqual(1 + 1e-14);
      expect(atoms.map(({ at }) => at)).toEqual([...new Set(atoms.map(({ at }) => at))].toSorted((a, b) => a - b));
    });
    fc.assert(jumps, { seed: 42, numRuns: 300 });
  });

  it('has the moments that its distribution function has', () => {
    const agrees = fc.property(anyLaw, (law) => {
      const model = modelOf(law);
      const points = gridOf(model);
      const width = points.at(-1)! - points[1]!;
      // Every value moves by less than a cell.
      const expectation = (f: (x: number) => number): number => {
        let sum = 0;
        for (let i = 1; i < points.length; i++) {
          const atom = model.atoms.find(({ at }) => at === points[i])?.probability ?? 0;
          const between = model.cdf(points[i]!) - model.cdf(points[i - 1]!) - atom;
          sum += atom * f(points[i]!) + between * f((points[i]! + points[i - 1]!) / 2);
        }
        return sum;
      };
      expectNear(
        model.mean,
        expectation((x) => x),
        width / 400,
        'mean',
      );
      expectNear(
        model.variance,
        expectation((x) => (x - model.mean) ** 2),
        1e-5 * width ** 2 + 1e-3 * model.variance + 1e-12,
        'variance',
      );
      if (model.variance < 0.01) return;
      const kurtosis = expectation((x) => (x - model.mean) ** 4) / model.variance ** 2;
      expectNear(model.kurtosis, kurtosis, 0.02 * kurtosis, 'kurtosis');
    });
    fc.assert(agrees, { seed: 42, numRuns: 200 });
  });

  it('moves and mirrors as its law does', () => {
    const moves = fc.property(anyLaw, fc.constantFrom(-3, -0.5, 0.25, 2), (of, scale) => {
      const [before, after] = [modelOf(of), modelOf({ law: 'affine', of, scale, shift: 1 })];
      const std = Math.sqrt(before.variance);
      expectNear(after.mean, scale * before.mean + 1, 1e-12 * (1 + std + Math.abs(before.mean)), 'mean');
      expectNear(after.variance, scale * scale * before.variance, 1e-11 * after.variance, 'variance');
      expect(after.atoms.length).toBe(before.atoms.length);
      for (const x of [-2.3, -0.1, 0.3, 1.7]) {
        const share = scale > 0 ? before.cdf(x) : 1 - before.cdf(x);
        expectNear(after.cdf(scale * x + 1), share, 1e-11, `cdf at the image of ${x}`);
      }
    });
    fc.assert(moves, { seed: 42, numRuns: 200 });
  });
});

describe('a custom law', () => {
  /** Nobody sees any more what it was. */
  const disguised = (of: Law): Law => {
    const { mean, variance, kurtosis, support, atoms, cdf } = modelOf(of);
    return { law: 'custom', name: 'disguised', mean, variance, kurtosis, support, atoms, cdf };
  };
  const skew: Law = { law: 'logOfUniform', low: 1, high: 99 };
  const clamped: Law = { law: 'clamp', of: { law: 'normal', mean: 1, std: 2 }, low: -1, high: Infinity };

  it.each<[string, (of: Law) => Law]>([
    ['itself', (of) => of],
    ['moved', (of) => ({ law: 'affine', of, scale: -0.3, shift: 0.1 })],
    ['cut', (of) => ({ law: 'truncate', of, low: -1, high: 2.5 })],
    ['clamped', (of) => ({ law: 'clamp', of, low: 0.5, high: 2.5 })],
    [
      'mixed',
      (of) => ({
        law: 'mixture',
        parts: [
          { weight: 0.25, of: { law: 'normal', mean: -3, std: 1 } },
          { weight: 0.75, of },
        ],
      }),
    ],
    [
      'moved, mirrored and cut',
      (of) => ({ law: 'truncate', of: { law: 'affine', of, scale: -2, shift: 1 }, low: -4, high: 3 }),
    ],
  ])('%s is as good as the law it has the model of', (_, compose) => {
    for (const law of [skew, clamped]) {
      const [expected, actual] = [modelOf(compose(law)), modelOf(compose(disguised(law)))];
      expectNear(actual.mean, expected.mean, 1e-9, 'mean');
      expectNear(actual.variance, expected.variance, 1e-9, 'variance');
      expectNear(actual.kurtosis, expected.kurtosis, 1e-8, 'kurtosis');
      expect(actual.support).toEqual(expected.support);
      expect(actual.atoms.map(({ at }) => at)).toEqual(expected.atoms.map(({ at }) => at));
      for (const [i, { probability }] of actual.atoms.entries()) {
        expectNear(probability, expected.atoms[i]!.probability, 1e-12, 'atom');
      }
      for (const x of [-3, -1, 0, 0.1, 0.5, 1, 2.4, 2.5])
        expectNear(actual.cdf(x), expected.cdf(x), 1e-12, `cdf(${x})`);
    }
  });
});
