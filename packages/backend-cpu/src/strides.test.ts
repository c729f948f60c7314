import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisLast, isDense, isOneElement, Walk } from './strides.js';
import { below, indicesOf, placeOf, randomFrom, randomShape, randomView } from './testing/views.js';

describe('Walk', () => {
  it('visits every element once, in row-major order, however large the bites', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed);
        const view = randomView(randomShape(random), 'uint8', random, { expand: true });
        const expected = indicesOf(view.shape).map((index) => placeOf(view, index));
        const walk = new Walk(view.shape, view.strides, view.offset);
        const visited: number[] = [];
        while (visited.length < expected.length) {
          const { at, left } = walk;
          const taken = walk.take(Math.min(1 + below(random, 7), expected.length - visited.length));
          expect(taken).toBeLessThanOrEqual(left);
          for (let k = 0; k < taken; k++) visited.push(at + k * walk.step);
        }
        expect(visited).toEqual(expected);
      }),
      { seed: 42, numRuns: 500 },
    );
  });

  it('sees a dense shape as one run', () => {
    expect(new Walk([2, 3, 4], [12, 4, 1], 5).left).toBe(24);
    expect(new Walk([2, 1, 4], [4, 99, 1], 0).left).toBe(8);
    expect(new Walk([], [], 3).left).toBe(1);
  });
});

describe('views', () => {
  const view = (shape: number[], strides: number[]) => ({
    storage: { dtype: 'float32' as const, length: 99, memory: null },
    dtype: 'float32' as const,
    shape,
    strides,
    offset: 0,
  });

  it('are told apart: dense, one element, other', () => {
    expect(isDense(view([2, 3], [3, 1]))).toBe(true);
    expect(isDense(view([2, 3], [1, 2]))).toBe(false);
    expect(isOneElement(view([2, 3], [0, 0]))).toBe(true);
    expect(isOneElement(view([1, 1], [7, 1]))).toBe(true);
    expect(isOneElement(view([2, 1], [1, 0]))).toBe(false);
  });

  it('get an axis moved to the end', () => {
    const { view: moved, length } = axisLast(view([2, 3, 4], [12, 4, 1]), 1);
    expect([moved.shape, moved.strides, length]).toEqual([[2, 4, 3], [12, 1, 4], 3]);
    expect(axisLast(view([], []), 0).length).toBe(1);
  });
});
