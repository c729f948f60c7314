import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tensor } from '../../create/tensor-of.js';
import { randomView, refusal, tensorOf, valuesOf } from '../../test-support.js';
import { searchsorted } from './searchsorted.js';
import { uniqueAsync } from './unique.js';

const few = fc.constantFrom(0, 1, 2, Number.NaN, -0, Number.NEGATIVE_INFINITY);

/** NaN greatest, zeros of both signs equal. */
function compare(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

describe('sort', () => {
  it.each([false, true])('keeps the order of equal elements (descending: %s)', (descending) => {
    const property = fc.property(
      randomView({ minRank: 1, maxRank: 1, maxSize: 40, element: few }),
      ({ view, copy }) => {
        if (copy.ndim !== 1) return;
        const values = valuesOf(copy) as number[];
        const order = values
          .map((_, i) => i)
          .sort((i, j) => (descending ? -1 : 1) * compare(values[i]!, values[j]!) || i - j);
        const sorted = view.sort(0, { descending });
        expect(valuesOf(sorted.indices).map(Number)).toEqual(order);
        expect(valuesOf(sorted.values)).toEqual(order.map((i) => values[i]!));
        expect(valuesOf(view.argsort(0, { descending })).map(Number)).toEqual(order);
      },
    );
    fc.assert(property, { seed: 42, numRuns: 100 });
  });

  it('begins with what topk picks, and kthvalue is its k-th', () => {
    const property = fc.property(
      randomView({ minRank: 1, maxRank: 2, minSize: 1, maxSize: 9, element: few }),
      fc.nat(),
      ({ view, copy }, chosen) => {
        if (copy.ndim === 0 || copy.numel() === 0) return;
        const k = 1 + (chosen % copy.shape.at(-1)!);
        const down = copy.sort(-1, { descending: true });
        const up = copy.sort(-1);
        expect(valuesOf(view.topk(k).indices)).toEqual(valuesOf(down.indices.narrow(-1, 0, k)));
        expect(valuesOf(view.topk(k, -1, { largest: false }).values)).toEqual(valuesOf(up.values.narrow(-1, 0, k)));
        expect(valuesOf(view.kthvalue(k).values)).toEqual(valuesOf(up.values.select(-1, k - 1)));
      },
    );
    fc.assert(property, { seed: 42, numRuns: 60 });
  });
});

describe('unique', () => {
  it('gives distinct elements in order, which the inverse puts back', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomView({ maxSize: 6, element: fc.constantFrom(0, 1, 2, -3, Number.POSITIVE_INFINITY) }),
        async ({ view, copy }) => {
          const { values, inverse, counts } = view.unique({ returnInverse: true });
          const expected = [...new Set(valuesOf(copy) as number[])].sort(compare);
          expect(valuesOf(values)).toEqual(expected);
          expect(inverse.shape).toEqual(copy.shape);
          expect(valuesOf(inverse).map((i) => expected[Number(i)])).toEqual(valuesOf(copy));
          expect(valuesOf(counts).map(Number)).toEqual(
            expected.map((value) => valuesOf(copy).filter((other) => other === value).length),
          );
          expect(valuesOf((await uniqueAsync(view)).values)).toEqual(expected);
        },
      ),
      { seed: 42, numRuns: 60 },
    );
  });
});

describe('searchsorted', () => {
  it('finds where a linear search would put the value', () => {
    const property = fc.property(
      fc.array(few, { maxLength: 20 }),
      fc.array(few, { minLength: 1, maxLength: 10 }),
      fc.boolean(),
      (row, wanted, right) => {
        const sorted = row.filter((x) => !Number.isNaN(x)).sort(compare);
        const place = (value: number): number => {
          const at = sorted.findIndex((x) => (right ? x > value : x >= value));
          return at < 0 ? sorted.length : at;
        };
        const found = searchsorted(
          tensorOf(sorted, [sorted.length], 'float32'),
          tensorOf(wanted, [wanted.length], 'float32'),
          { right },
        );
        expect(valuesOf(found).map(Number)).toEqual(wanted.map(place));
      },
    );
    fc.assert(property, { seed: 42, numRuns: 100 });
  });
});

describe('bincount', () => {
  it('refuses what is no count before it makes anything', () => {
    expect(refusal(() => tensor([1n, -1n]).bincount()).code).toBe('VALUE');
    expect(refusal(() => tensor([[1n]]).bincount()).code).toBe('SHAPE');
    expect(refusal(() => tensor([1]).bincount()).code).toBe('DTYPE');
  });
});
