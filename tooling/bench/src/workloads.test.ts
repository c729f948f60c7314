import { describe, expect, it } from 'vitest';
import { cases } from './adapter.js';
import { dataOf, sizeOf, valuesOf } from './values.js';
import { works } from './works.js';
import { workloads } from './workloads.js';

describe('workloads', () => {
  it('have a name of their own each, and somebody who does them', () => {
    expect(new Set(workloads.map(({ id }) => id)).size).toBe(workloads.length);
    for (const { work } of workloads) expect(Object.keys(works)).toContain(work);
    for (const prepare of Object.values(cases)) expect(Object.values(works)).toContain(prepare);
  });

  it('give the same losses, small enough to fall, whenever they are asked', () => {
    for (const row of workloads.filter(({ work }) => work === 'tinyStep' || work === 'perceptronStep')) {
      const bench = works[row.work]!(row, dataOf(row));
      const first = bench.check();
      bench.step();
      expect(bench.check()).toEqual(first);
      const { scalars } = first as { scalars: readonly number[] };
      expect(scalars.at(-1)!).toBeLessThan(scalars[0]!);
    }
  });

  it('fill 124 million numbers for GPT-2', () => {
    const { list } = workloads.find(({ id }) => id.startsWith('GPT-2'))!;
    expect(list!.reduce((sum, [, shape]) => sum + sizeOf(shape), 0)).toBe(124_439_808);
  });
});

describe('inputs', () => {
  it('are spread evenly between their bounds, and differ by seed', () => {
    const [one, other] = [valuesOf(1, 10_000, 2), valuesOf(2, 10_000, 2)];
    expect(one).not.toEqual(other);
    expect(one.every((value) => Math.abs(value) <= 2)).toBe(true);
    const quarter = one.filter((value) => value < -1).length;
    expect(Math.abs(quarter - 2500)).toBeLessThan(200);
  });
});
