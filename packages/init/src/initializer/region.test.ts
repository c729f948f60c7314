import { NnError } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRegion, type Region, runsOf } from './region.js';
import { cases } from '../initializers/test-cases.js';
import { sliceOf, valuesOf } from './test-values.js';

/** A shape and a box within it. */
const boxes: fc.Arbitrary<{ readonly shape: number[]; readonly region: Region }> = fc
  .array(
    fc
      .integer({ min: 0, max: 5 })
      .chain((length) =>
        fc
          .tuple(fc.constant(length), fc.integer({ min: 0, max: length }))
          .chain(([, start]) =>
            fc.tuple(fc.constant(length), fc.constant(start), fc.integer({ min: 0, max: length - start })),
          ),
      ),
    { maxLength: 5 },
  )
  .map((axes) => ({
    shape: axes.map(([length]) => length),
    region: { start: axes.map(([, start]) => start), size: axes.map(([, , size]) => size) },
  }));

describe('the runs of a region', () => {
  it('are its elements, in order, in as few stretches as follow each other', () => {
    fc.assert(
      fc.property(boxes, ({ shape, region }) => {
        const count = shape.reduce((product, size) => product * size, 1);
        const places = Float64Array.from({ length: count }, (_, i) => i);
        const wanted = [...sliceOf(places, shape, region)];
        const runs = runsOf(region, shape);
        expect(runs.flatMap(({ first, length }) => Array.from({ length }, (_, i) => first + i))).toEqual(wanted);
        expect(runs.map(({ at }) => at)).toEqual(runs.map((_, i) => i * runs[0]!.length));
        // A full inner axis joins what would be runs of their own.
        const inner = shape.length - 1;
        if (inner > 0 && region.size[inner] === shape[inner] && runs.length > 0)
          expect(runs[0]!.length).toBeGreaterThanOrEqual(region.size[inner - 1]! * region.size[inner]!);
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  it('are one where the region is contiguous', () => {
    expect(runsOf({ start: [], size: [] }, [])).toEqual([{ first: 0, at: 0, length: 1 }]);
    expect(runsOf({ start: [2, 0, 0], size: [3, 4, 5] }, [9, 4, 5])).toEqual([{ first: 40, at: 0, length: 60 }]);
    expect(runsOf({ start: [2, 1, 0], size: [1, 2, 5] }, [9, 4, 5])).toHaveLength(1);
  });

  it('reach beyond 2^32 elements', () => {
    const shape = [2 ** 20, 2 ** 20];
    expect(runsOf({ start: [2 ** 20 - 1, 2 ** 20 - 2], size: [1, 2] }, shape)).toEqual([
      { first: 2 ** 40 - 2, at: 0, length: 2 },
    ]);
  });
});

describe('a region that is not within the shape', () => {
  it.each([
    [{ start: [0], size: [1] }, [2, 2]],
    [{ start: [0, 0], size: [3, 1] }, [2, 2]],
    [{ start: [-1, 0], size: [1, 1] }, [2, 2]],
    [{ start: [0.5, 0], size: [1, 1] }, [2, 2]],
    [{ start: [0, 0], size: [Number.NaN, 1] }, [2, 2]],
  ])('is refused: %j of %j', (region, shape) => {
    expect(() => checkRegion(region, shape, 'values')).toThrow(
      expect.objectContaining({ code: 'SHAPE', op: 'values' }) as NnError,
    );
  });
});

describe('any region made alone', () => {
  it.each(cases)('equals the slice of the whole: $name', ({ of, shape, spec }) => {
    for (const dtype of ['float32', 'float64'] as const) {
      const whole = valuesOf(of, shape, { spec, dtype });
      const box = fc.tuple(...shape.map((length) => fc.tuple(fc.nat(length), fc.nat(length))));
      fc.assert(
        fc.property(box, (corners) => {
          const start = corners.map(([a, b]) => Math.min(a, b));
          const region = { start, size: corners.map(([a, b], axis) => Math.max(a, b) - start[axis]!) };
          expect(valuesOf(of, shape, { spec, dtype, region })).toEqual(sliceOf(whole, shape, region));
        }),
        { seed: 42, numRuns: 8 },
      );
    }
  });
});
