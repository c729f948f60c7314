import { init, type Module } from '@nn/nn';
import { sampleSizeForStd, standardized, varianceTest } from '@nn/testing/statistics';
import { expect } from 'vitest';

/** What a source says of the elements of a parameter, or of those of each of its blocks. */
export type Expected = init.Law | Readonly<Record<string, init.Law>>;

/** By paths. */
export type ExpectedLaws = Readonly<Record<string, Expected>>;

export const always = (value: number): init.Law => ({ law: 'point', value });
export const uniform = (bound: number): init.Law => ({ law: 'uniform', low: -bound, high: bound });
export const normal = (std: number): init.Law => ({ law: 'normal', mean: 0, std });
/** Cut at two standard deviations of the normal before the cut. */
export const cut = (std: number): init.Law => ({ law: 'truncatedNormal', mean: 0, std, low: -2 * std, high: 2 * std });
/** An element of an orthogonal matrix, whose rows or columns are that long. */
export const orthogonal = (length: number): init.Law => ({ law: 'sphere', dimension: length, radius: 1 });

/** The standard deviation of a standard normal cut at ±2: 1 − 2 · 2φ(2)/(2Φ(2) − 1) is its square. */
export const stdOfCut = 0.8796256610342398;

/**
 * Holds a policy to what its source says: every parameter is planned with that law, and nothing else; and the values that it then has are of that
 * law: constants exactly, others by the variance of each parameter, and by that of all together, at 1e-9.
 *
 * @returns the plan, carried out
 */
export function checkLaws(net: Module, policy: init.Policy, expected: ExpectedLaws): init.Plan {
  const plan = init.plan(net, policy, { seed: 1 });
  expect(plan.problems).toEqual([]);
  expect(plan.entries.map(({ path }) => path).toSorted()).toEqual(Object.keys(expected).toSorted());
  plan.apply();
  const draws = plan.entries.map((entry) => {
    expectLaw(entry, expected[entry.path]!);
    return checkValues(entry, valuesAt(net, entry.path), expected[entry.path]!);
  });
  const pooled = Float64Array.from(draws.flatMap(({ z }) => [...z]));
  const kurtosis = draws.reduce((sum, { z, kurtosis: own }) => sum + own * z.length, 0) / pooled.length;
  expect(pooled.length).toBeGreaterThan(sampleSizeForStd(0.04, kurtosis));
  expect(varianceTest(pooled, { mean: 0, variance: 1, kurtosis }).p).toBeGreaterThan(1e-9);
  return plan;
}

/** The values of a parameter. */
export function valuesAt(net: Module, path: string): number[] {
  const found = [...net.namedParameters()].find(([name]) => name === path)![1];
  return Array.from(found.detach().toTypedArraySync(), Number);
}

/** The largest error of the products of rows, or of columns where there are more rows, of matrices that stand one after another. */
export function errorOfProducts(values: readonly number[], rows: number, columns: number): number {
  let worst = 0;
  const tall = rows > columns;
  const [vectors, length] = tall ? [columns, rows] : [rows, columns];
  for (let start = 0; start < values.length; start += rows * columns) {
    const at = (vector: number, i: number): number =>
      values[start + (tall ? i * columns + vector : vector * columns + i)]!;
    for (let a = 0; a < vectors; a++)
      for (let b = 0; b <= a; b++) {
        let dot = a === b ? -1 : 0;
        for (let i = 0; i < length; i++) dot += at(a, i) * at(b, i);
        worst = Math.max(worst, Math.abs(dot));
      }
  }
  return worst;
}

function isLaw(expected: Expected): expected is init.Law {
  return typeof expected['law'] === 'string';
}

function expectLaw(entry: init.PlanEntry, expected: Expected): void {
  const { marginal } = init.claimOf(entry.initializer!, entry.parts()[0]!.spec);
  const told = 'law' in marginal ? marginal : Object.fromEntries(marginal.map(({ part, law }) => [part, law]));
  expect([entry.path, rounded(told)]).toEqual([entry.path, rounded(expected)]);
}

/** With numbers to 12 digits. */
function rounded(law: unknown): unknown {
  return JSON.parse(
    JSON.stringify(law, (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(12)) : value)),
  );
}

interface Draws {
  /** Standardized. */
  readonly z: Float64Array;
  readonly kurtosis: number;
}

const none: Draws = { z: new Float64Array(0), kurtosis: 0 };

function checkValues({ path, shape, view }: init.PlanEntry, values: readonly number[], expected: Expected): Draws {
  if (!isLaw(expected)) {
    const blocks = Object.values(expected);
    const rows = values.length / blocks.length;
    const wanted = blocks.flatMap((law) => new Array<number>(rows).fill(init.modelOf(law).mean));
    expect([path, values]).toEqual([path, wanted]);
    return none;
  }
  if (expected.law === 'point') {
    expect([path, new Set(values)]).toEqual([path, new Set([Math.fround(expected.value)])]);
    return none;
  }
  // The elements of an orthogonal matrix depend on each other; it is looked at as a whole elsewhere.
  if (expected.law === 'sphere') return none;
  const zeroRows = view.spec?.zeroRows ?? [];
  const width = values.length / shape![0]!;
  const stays = (i: number): boolean => zeroRows.includes(Math.floor(i / width));
  expect(values.every((x, i) => !stays(i) || x === 0)).toBe(true);
  const draws = Float64Array.from(values.filter((_, i) => !stays(i)));
  const model = init.modelOf(expected);
  expect([path, varianceTest(draws, model).p > 1e-9]).toEqual([path, true]);
  expect([path, draws.every((x) => Math.abs(x) <= Math.fround(model.support[1]))]).toEqual([path, true]);
  return { z: standardized(draws, model), kurtosis: model.kurtosis };
}
