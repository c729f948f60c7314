import { init, Linear, ModuleList } from '@nn/nn';
import { describe, expect, it } from 'vitest';
import { furthest, stdOf, valuesOf } from './test-values.js';

/** Values that were wrong in the last digits, or far beyond. */

const planOf = (net: Linear | ModuleList, use: init.Initializer): init.Plan =>
  init.plan(net, { name: 'test', rules: [{ match: '**', use }] }, { seed: 1 });

describe('16-bit floats', () => {
  // The inverse of the error function in 16 bits gave −2 where ±0.04 was meant, 100 standard deviations away, or thousands: std 0.10 for 0.02.
  it.each(['bfloat16', 'float16'] as const)(
    '%s: a cut normal stays within its cut, and has its std (pytorch/pytorch#155588)',
    (dtype) => {
      const net = new Linear(256, 512, { dtype, bias: false });
      for (const [use, bound] of [
        [init.truncNormal({ std: 0.02 }), 0.02 * 7],
        [init.truncNormal({ std: 0.02, a: -0.04, b: 0.04 }), 0.04],
        [init.truncNormalRelative({ std: 0.02 }), 0.04],
      ] as const) {
        const plan = planOf(net, use);
        plan.apply();
        const values = valuesOf(net)['weight']!;
        // The bound itself is rounded, too.
        expect(furthest(values)).toBeLessThanOrEqual(bound * (1 + 2 ** -8));
        // Of 131,072 draws, a standard deviation is known to 0.2 %.
        expect(stdOf(values) / plan.entry('weight').std!).toBeCloseTo(1, 2);
        // Clamped values would pile up at the bounds, 23 in a thousand at each.
        const most = furthest(values);
        expect(values.filter((x) => x === most).length / values.length).toBeLessThan(0.005);
      }
    },
  );
});

describe('an orthogonal matrix', () => {
  // Products of vectors were off by 1e-2 at a thousand rows; here all is computed in doubles, whatever the dtype.
  it('is orthogonal when it is large (tensorflow/tensorflow#22226)', () => {
    const [rows, columns] = [1000, 200];
    const values = planOf(new Linear(columns, rows, { bias: false, dtype: 'float64' }), init.orthogonal()).values(
      'weight',
    );
    let worst = 0;
    for (let a = 0; a < columns; a += 3)
      for (let b = 0; b <= a; b++) {
        let dot = a === b ? -1 : 0;
        for (let i = 0; i < rows; i++) dot += values[i * columns + a]! * values[i * columns + b]!;
        worst = Math.max(worst, Math.abs(dot));
      }
    expect(worst).toBeLessThan(1e-13);
  });

  // Without the signs of R's diagonal, Q is not Haar: its first element was below 0 in all of 200 draws of another package.
  it('is any orthogonal matrix, not one of some (tensorflow/tensorflow#22226, Mezzadri 2007)', () => {
    const draws = 400;
    const net = new ModuleList(
      Array.from({ length: draws }, () => new Linear(4, 4, { bias: false, dtype: 'float64' })),
    );
    const plan = planOf(net, init.orthogonal());
    const matrices = plan.entries.map(({ path }) => plan.values(path));
    // Under Haar's measure a sign is a fair coin, and the trace has mean 0 and variance 1: six standard deviations are 60 and 0.3.
    const positive = (at: (m: Float32Array | Float64Array) => number): number =>
      matrices.filter((m) => at(m) > 0).length;
    for (const place of [0, 5, 10, 15]) expect(Math.abs(positive((m) => m[place]!) - draws / 2)).toBeLessThan(60);
    expect(Math.abs(positive(determinant) - draws / 2)).toBeLessThan(60);
    const trace = matrices.reduce((sum, m) => sum + m[0]! + m[5]! + m[10]! + m[15]!, 0) / draws;
    expect(Math.abs(trace)).toBeLessThan(0.3);
  });
});

function determinant(m: ArrayLike<number>): number {
  const rows = Array.from({ length: 4 }, (_, i) => Array.from({ length: 4 }, (__, j) => m[4 * i + j]!));
  const of = (matrix: number[][]): number =>
    matrix.length === 0
      ? 1
      : matrix[0]!.reduce(
          (sum, x, j) => sum + (-1) ** j * x * of(matrix.slice(1).map((row) => row.filter((_, c) => c !== j))),
          0,
        );
  return of(rows);
}
