import { StreamKey } from '@nn/random';
import { describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { valuesOf } from '../initializer/test-values.js';

const seed = StreamKey.fromSeed(3);
const draw = (of: init.Initializer, shape: readonly number[], i: number): Float64Array =>
  valuesOf(of, shape, { dtype: 'float64', key: seed.fold(i) }) as Float64Array;

describe('orthogonal', () => {
  it('prefers no matrix: signs, trace and angle are those of the Haar measure', () => {
    // The groups of one weight: a matrix each.
    const draws = 16_000;
    const spec = { role: 'weight', groups: draws, axes: { in: [1], out: [0] } } as const;
    const all = valuesOf(init.orthogonal({ rows: 'declared' }), [2 * draws, 2], { spec, dtype: 'float64', key: seed });
    const six = 6 / Math.sqrt(draws);
    let [signs, rotations, trace, squares] = [0, 0, 0, 0];
    const angles = new Float64Array(8);
    for (let i = 0; i < draws; i++) {
      const [a, b, c, d] = all.subarray(4 * i) as unknown as [number, number, number, number];
      signs += Math.sign(a);
      rotations += Math.sign(a * d - b * c);
      trace += a + d;
      squares += (a + d) ** 2;
      angles[Math.floor((Math.atan2(b, a) / Math.PI + 1) * 4)]!++;
    }
    // The diagonal of R, made positive, is what makes each of these true.
    expect(Math.abs(signs / draws)).toBeLessThan(six);
    expect(Math.abs(rotations / draws)).toBeLessThan(six);
    expect(Math.abs(trace / draws)).toBeLessThan(six);
    expect(Math.abs(squares / draws - 1)).toBeLessThan(six * Math.sqrt(3));
    for (const count of angles) expect(Math.abs((count / draws) * 8 - 1)).toBeLessThan(six * Math.sqrt(7));
  });

  it('is the same matrix where its rows are declared to be what PyTorch takes for them', () => {
    const spec = { role: 'weight', axes: { in: [1], out: [0] } } as const;
    const declared = valuesOf(init.orthogonal({ rows: 'declared' }), [3, 5], { spec, key: seed });
    expect(declared).toEqual(valuesOf(init.orthogonal(), [3, 5], { key: seed }));
  });

  it('has orthonormal rows to the last digits, also where blocks of reflections end', () => {
    for (const n of [1, 2, 3, 4, 5, 7, 8, 9, 33]) {
      const q = draw(init.orthogonal(), [n, 40], n);
      for (let a = 0; a < n; a++) {
        for (let b = 0; b <= a; b++) {
          let dot = 0;
          for (let i = 0; i < 40; i++) dot += q[a * 40 + i]! * q[b * 40 + i]!;
          expect(Math.abs(dot - (a === b ? 1 : 0))).toBeLessThan(40 * 2 ** -52);
        }
      }
    }
  });

  it('is the float64 matrix, rounded once', () => {
    const key = seed.fold('rounded');
    const exact = valuesOf(init.orthogonal({ gain: 0.3 }), [7, 5], { dtype: 'float64', key });
    expect(valuesOf(init.orthogonal({ gain: 0.3 }), [7, 5], { key })).toEqual(Float32Array.from(exact));
  });

  it('differs by declared axes where PyTorch flattens a transposed convolution wrongly', () => {
    const spec = { role: 'weight', axes: { in: [0], out: [1], field: [2] } } as const;
    const [inputs, outputs, field] = [6, 4, 3];
    const weight = valuesOf(init.orthogonal({ rows: 'declared' }), [inputs, outputs, field], {
      spec,
      dtype: 'float64',
    });
    // The rows of the map are its outputs: each is a unit vector over inputs and field.
    for (let a = 0; a < outputs; a++) {
      for (let b = 0; b < outputs; b++) {
        let dot = 0;
        for (let i = 0; i < inputs; i++) {
          for (let k = 0; k < field; k++)
            dot += weight[(i * outputs + a) * field + k]! * weight[(i * outputs + b) * field + k]!;
        }
        expect(dot).toBeCloseTo(a === b ? 1 : 0, 13);
      }
    }
  });

  it('gives every group a matrix of its own', () => {
    const spec = { role: 'weight', groups: 2, axes: { in: [1], out: [0] } } as const;
    const weight = valuesOf(init.orthogonal({ rows: 'declared' }), [4, 2], { spec, dtype: 'float64' });
    for (const group of [0, 1]) {
      const [a, b, c, d] = weight.subarray(4 * group) as unknown as [number, number, number, number];
      expect(a * a + b * b).toBeCloseTo(1, 14);
      expect(a * c + b * d).toBeCloseTo(0, 14);
    }
    expect(weight[0]).not.toBe(weight[4]);
  });

  it('refuses a vector, a gain that is none, and declared rows that nobody has declared', () => {
    const refused =
      (of: init.Initializer, shape: readonly number[]): (() => void) =>
      () =>
        void valuesOf(of, shape);
    expect(refused(init.orthogonal(), [4])).toThrow('only two or more axes make a matrix');
    expect(refused(init.orthogonal({ rows: 'declared' }), [4, 4])).toThrow('nobody has declared its axes');
    for (const gain of [0, -1, Number.NaN])
      expect(() => init.orthogonal({ gain })).toThrow(expect.objectContaining({ code: 'OPTION' }));
    expect(() => init.orthogonal({ rows: 'declard' as 'declared' })).toThrow("Did you mean 'declared'?");
  });
});

describe('deltaOrthogonal', () => {
  it('keeps the length of a signal', () => {
    const [channels, size, kernel] = [4, 6, 3];
    const weight = draw(init.deltaOrthogonal(), [channels, channels, kernel], 0);
    const signal = Float64Array.from({ length: channels * size }, (_, i) => Math.sin(i * i));
    let energy = 0;
    for (let o = 0; o < channels; o++) {
      for (let x = 0; x < size; x++) {
        let sum = 0;
        for (let i = 0; i < channels; i++) {
          for (let k = 0; k < kernel; k++)
            sum += weight[(o * channels + i) * kernel + k]! * (signal[i * size + x + k - 1] ?? 0);
        }
        energy += sum * sum;
      }
    }
    expect(energy).toBeCloseTo(
      signal.reduce((sum, x) => sum + x * x, 0),
      12,
    );
  });

  it('refuses what has no kernel', () => {
    expect(() => valuesOf(init.deltaOrthogonal(), [4, 4])).toThrow('only the weight of a convolution has a kernel');
    expect(() => valuesOf(init.deltaOrthogonal({ groups: 3 }), [4, 4, 3])).toThrow(
      '4 channels do not divide into 3 groups',
    );
  });
});
