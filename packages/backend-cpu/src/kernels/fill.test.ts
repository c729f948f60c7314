import { type DType, dtypes, type Scalar } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { elementsOf, neighboursOf, randomFrom, randomShape, randomView, viewOf } from '../testing/views.js';
import { copy } from './copy.js';
import { fill } from './fill.js';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 60_000 });

describe('fill', () => {
  it('gives every element of a random view the value that a copy would give, and touches no neighbour', () => {
    const values: Scalar[] = [0, 1, -1.5, 300.7, NaN, Infinity, -0, 1e300, true, false, 7n, -1n, 2n ** 62n + 1n];
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(dtypes) as DType[])),
        fc.constantFrom(...values),
        fc.integer(),
        (dtype, value, seed) => {
          const random = randomFrom(seed);
          const out = randomView(randomShape(random), dtype, random);
          const neighbours = neighboursOf(out);
          fill([], { value }, [out]);
          const one = viewOf(dtype, [], []);
          copy([typeof value === 'bigint' ? viewOf('int64', [], [value]) : viewOf('float64', [], [value])], {}, [one]);
          for (const element of elementsOf(out)) expect(element).toBe(elementsOf(one)[0]);
          expect(neighboursOf(out)).toEqual(neighbours);
        },
      ),
      { seed: 42, numRuns: 500 },
    );
  });
});
