import { Generator } from '@nn/random';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orthogonal_ } from '../index.js';
import { orthonormalized } from './orthonormalized.js';

/** How far the rows (or the columns, if there are more rows) are from perpendicular unit vectors. */
function distanceFromOrthogonal(data: ArrayLike<number>, rows: number, columns: number, gain = 1): number {
  const wide = rows <= columns;
  const [count, length] = wide ? [rows, columns] : [columns, rows];
  const at = (vector: number, i: number): number =>
    (wide ? data[vector * columns + i]! : data[i * columns + vector]!) / gain;
  let worst = 0;
  for (let a = 0; a < count; a++) {
    for (let b = 0; b <= a; b++) {
      let dot = 0;
      for (let i = 0; i < length; i++) dot += at(a, i) * at(b, i);
      worst = Math.max(worst, Math.abs(dot - (a === b ? 1 : 0)));
    }
  }
  return worst;
}

const sizes = fc.tuple(fc.integer({ min: 1, max: 21 }), fc.integer({ min: 1, max: 21 }));

describe('orthogonal_', () => {
  it('makes rows or columns perpendicular, of length gain, in float32 and in float64', () => {
    const gain = fc.double({ min: 0.25, max: 4, noNaN: true });
    fc.assert(
      fc.property(sizes, gain, fc.nat(), ([rows, columns], factor, seed) => {
        const n = rows * columns;
        const options = { gain: factor, generator: new Generator(seed) };
        const single = orthogonal_({ data: new Float32Array(n), shape: [rows, columns] }, options).data;
        expect(distanceFromOrthogonal(single, rows, columns, Math.fround(factor))).toBeLessThan(1e-6);
        const double = orthogonal_({ data: new Float64Array(n), shape: [rows, columns] }, options).data;
        expect(distanceFromOrthogonal(double, rows, columns, factor)).toBeLessThan(1e-13);
      }),
      { seed: 42, numRuns: 100 },
    );
  });

  it('flattens the dimensions after the first', () => {
    const [cube, matrix] = [
      [6, 2, 2],
      [6, 4],
    ].map((shape) => orthogonal_({ data: new Float32Array(24), shape }, { generator: new Generator(1) }));
    expect(cube!.data).toEqual(matrix!.data);
  });

  it('of large matrices is as near to orthogonal as float32 can be', () => {
    const { data } = orthogonal_(
      { data: new Float32Array(200 * 130), shape: [200, 130] },
      { generator: new Generator(0) },
    );
    expect(distanceFromOrthogonal(data, 200, 130)).toBeLessThan(1e-6);
  });

  it('takes a negative gain: the mirror image', () => {
    const draw = (gain: number): number[] => [
      ...orthogonal_({ data: new Float32Array(9), shape: [3, 3] }, { gain, generator: new Generator(0) }).data,
    ];
    expect(draw(-2)).toEqual(draw(2).map((x) => -x));
  });

  it('has no preferred direction: the sum of all elements has the variance of a sum of that many', () => {
    const generator = new Generator(0);
    const sums = Array.from({ length: 4000 }, () => {
      const { data } = orthogonal_({ data: new Float32Array(16), shape: [4, 4] }, { generator });
      return data.reduce((sum, x) => sum + x, 0);
    });
    // Under the Haar measure 1ᵀQ1 has mean 0 and variance 4² · (1/4) = 4.
    const mean = sums.reduce((a, b) => a + b, 0) / sums.length;
    const variance = sums.reduce((a, b) => a + b * b, 0) / sums.length;
    expect(Math.abs(mean)).toBeLessThan(6 * (2 / Math.sqrt(sums.length)));
    expect(Math.abs(variance - 4)).toBeLessThan(0.5);
  });
});

describe('orthonormalized', () => {
  /** Gram and Schmidt's, twice: slow and plain. */
  function slowly(a: Float64Array, rows: number): Float64Array {
    const q = Float64Array.from(a);
    for (let k = 0; k < a.length; k += rows) {
      for (let round = 0; round < 2; round++) {
        for (let j = 0; j < k; j += rows) {
          let dot = 0;
          for (let i = 0; i < rows; i++) dot += q[j + i]! * q[k + i]!;
          for (let i = 0; i < rows; i++) q[k + i]! -= dot * q[j + i]!;
        }
      }
      const norm = Math.hypot(...q.subarray(k, k + rows));
      for (let i = 0; i < rows; i++) q[k + i]! /= norm;
    }
    return q;
  }

  it('agrees with Gram and Schmidt, whatever the number of columns', () => {
    const value = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 14 }),
        fc.nat({ max: 6 }),
        fc.infiniteStream(value),
        (columns, more, stream) => {
          const rows = columns + more;
          const a = Float64Array.from({ length: rows * columns }, (_, i) => {
            const diagonal = i % (rows + 1) === 0 && i < columns * (rows + 1) ? 3 * columns : 0;
            return Number(stream.next().value) + diagonal;
          });
          const expected = slowly(a, rows);
          orthonormalized(Float64Array.from(a), rows).forEach((x, i) => expect(x).toBeCloseTo(expected[i]!, 12));
        },
      ),
      { seed: 42, numRuns: 100 },
    );
  });

  it('gives a zero column where a column of the matrix is zero from the diagonal down', () => {
    expect([...orthonormalized(Float64Array.of(2, 0, 5, 0), 2)]).toEqual([1, 0, 0, 0]);
  });
});
