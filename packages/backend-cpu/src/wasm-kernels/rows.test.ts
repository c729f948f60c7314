import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KERNEL_DATA } from './load.js';
import { loadRows, type RowKernels, ROWS_WORKSPACE_BYTES } from './rows.js';

const memory = new WebAssembly.Memory({ initial: 64 });
const kernels: RowKernels = loadRows(memory)!;
const workspace = KERNEL_DATA;
// Not at a multiple of 16: views begin anywhere.
const xAt = workspace + ROWS_WORKSPACE_BYTES + 4;
const outAt = xAt + 4 * 300_000 + 8;
const guard = 12_345;

/** Puts the values in, runs a kernel, and gives the results; throws if anything behind them was written. */
function results(values: Float32Array, size: number, run: () => void): Float32Array {
  new Float32Array(memory.buffer, xAt, values.length).set(values);
  const out = new Float32Array(memory.buffer, outAt, size + 1);
  out[size] = guard;
  run();
  expect(out[size]).toBe(guard);
  expect(new Float32Array(memory.buffer, xAt, values.length)).toEqual(values);
  return out.slice(0, size);
}

const size = (max: number): fc.Arbitrary<number> => fc.oneof(fc.constant(1), fc.integer({ min: 1, max }));
const shapes = fc.oneof(
  fc.tuple(size(4), size(40), size(40)),
  fc.tuple(size(3), size(3000), fc.constant(1)),
  fc.tuple(size(2), size(30), size(1200)),
);
const seeds = fc.integer();
const special = fc.constantFrom(null, null, NaN, Infinity, -Infinity);

function valuesOf(n: number, seed: number, extra: number | null): Float32Array {
  let state = seed;
  const values = Float32Array.from(
    { length: n },
    () => (state = (Math.imul(state, 1664525) + 1013904223) | 0) / 2 ** 28,
  );
  if (extra !== null) values[(seed >>> 0) % n] = extra;
  return values;
}

/** Along the axis, `fold` over the values in double. */
function folded(
  values: Float32Array,
  [outer, count, inner]: readonly [number, number, number],
  fold: (column: readonly number[]) => number,
): number[] {
  return Array.from({ length: outer * inner }, (_, at) => {
    const first = Math.floor(at / inner) * count * inner + (at % inner);
    return fold(Array.from({ length: count }, (_, i) => values[first + i * inner]!));
  });
}

describe('reductions', () => {
  it('a sum is off by a few roundings of its largest parts, whatever its length', () => {
    fc.assert(
      fc.property(shapes, seeds, fc.integer({ min: 1, max: 100 }), special, (shape, seed, divisor, extra) => {
        const [outer, count, inner] = shape;
        const values = valuesOf(outer * count * inner, seed, extra);
        const sums = results(values, outer * inner, () =>
          kernels.sum(xAt, outAt, outer, count, inner, divisor, workspace),
        );
        const exact = folded(values, shape, (column) => column.reduce((a, b) => a + b) / divisor);
        const magnitude = folded(values, shape, (column) => column.reduce((a, b) => a + Math.abs(b), 0) / divisor);
        const off = exact.filter((value, i) =>
          Number.isFinite(value) ? !(Math.abs(sums[i]! - value) <= magnitude[i]! * 2e-7) : !Object.is(sums[i], value),
        );
        expect(off).toEqual([]);
      }),
      { seed: 42, numRuns: 25 },
    );
  });

  it('the sum of nothing is 0', () => {
    expect([...results(new Float32Array(0), 3, () => kernels.sum(xAt, outAt, 1, 0, 3, 1, workspace))]).toEqual([
      0, 0, 0,
    ]);
    expect([...results(new Float32Array(0), 2, () => kernels.sum(xAt, outAt, 2, 0, 1, 1, workspace))]).toEqual([0, 0]);
  });

  it('the largest and the smallest are exact, and NaN wins wherever it stands', () => {
    fc.assert(
      fc.property(shapes, seeds, special, (shape, seed, extra) => {
        const [outer, count, inner] = shape;
        const values = valuesOf(outer * count * inner, seed, extra);
        for (const [kernel, fold] of [
          [kernels.largest, Math.max],
          [kernels.smallest, Math.min],
        ] as const) {
          const found = results(values, outer * inner, () => kernel(xAt, outAt, outer, count, inner));
          expect([...found]).toEqual(folded(values, shape, (column) => column.reduce((a, b) => fold(a, b))));
        }
      }),
      { seed: 42, numRuns: 25 },
    );
  });
});

describe('softmax and its logarithm', () => {
  const rows = fc.tuple(size(6), fc.oneof(size(40), size(2500)));

  it('agree with the formula in double', () => {
    fc.assert(
      fc.property(rows, seeds, fc.constantFrom(null, -Infinity), ([count, n], seed, extra) => {
        const values = valuesOf(count * n, seed, n > 1 ? extra : null);
        const soft = results(values, count * n, () => kernels.softmax(xAt, outAt, count, n));
        const logs = results(values, count * n, () => kernels.logSoftmax(xAt, outAt, count, n, workspace));
        let [worst, worstLog] = [0, 0];
        for (let row = 0; row < count; row++) {
          const x = values.subarray(row * n, (row + 1) * n);
          const top = x.reduce((a, b) => Math.max(a, b));
          const sum = x.reduce((total, v) => total + Math.exp(v - top), 0);
          for (let i = 0; i < n; i++) {
            const exact = Math.exp(x[i]! - top) / sum;
            worst = Math.max(worst, Math.abs(soft[row * n + i]! - exact) / (exact + 1e-31));
            const log = x[i]! - top - Math.log(sum);
            const off = logs[row * n + i] === log ? 0 : Math.abs(logs[row * n + i]! - log);
            worstLog = Math.max(worstLog, off / (1 + Math.abs(log)));
          }
        }
        expect(worst).toBeLessThan(1e-6);
        expect(worstLog).toBeLessThan(3e-7);
      }),
      { seed: 42, numRuns: 25 },
    );
  });

  it.each([
    ['NaN', [1, NaN, 2, 3, 4]],
    ['a positive infinity', [1, Infinity, 2, 3, 4]],
    ['nothing but negative infinities', [-Infinity, -Infinity, -Infinity, -Infinity, -Infinity]],
  ])('a row with %s is NaN throughout, as in PyTorch', (_, row) => {
    const values = Float32Array.from(row);
    const nothing = new Array<number>(5).fill(NaN);
    expect([...results(values, 5, () => kernels.softmax(xAt, outAt, 1, 5))]).toEqual(nothing);
    expect([...results(values, 5, () => kernels.logSoftmax(xAt, outAt, 1, 5, workspace))]).toEqual(nothing);
  });

  it('NaN with any payload stays NaN', () => {
    new Uint32Array(memory.buffer, xAt + 4, 8).fill(0x7fc00001);
    kernels.softmax(xAt + 4, xAt + 4, 1, 8);
    expect([...new Float32Array(memory.buffer, xAt + 4, 8)]).toEqual(new Array<number>(8).fill(NaN));
  });
});

describe('layer norm', () => {
  const rows = fc.tuple(size(5), fc.oneof(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 2, max: 1500 })));
  const places = [0, 1, 2, 3, 4, 5].map((i) => outAt + 60_000 + i * 40_000);
  const [weightAt, biasAt, dyAt, dWeightAt, dBiasAt, sumsAt] = places as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];

  it('agrees with the formula in double, with and without weight and bias, also far from 0', () => {
    fc.assert(
      fc.property(
        rows,
        seeds,
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(0, 100),
        (shape, seed, hasWeight, hasBias, far) => {
          const [count, n] = shape;
          const values = valuesOf(count * n, seed, null).map((x) => x + far);
          const weight = new Float32Array(memory.buffer, weightAt, n);
          const bias = new Float32Array(memory.buffer, biasAt, n);
          weight.set(valuesOf(n, seed ^ 1, null));
          bias.set(valuesOf(n, seed ^ 2, null));
          const [w, b] = [hasWeight ? weightAt : 0, hasBias ? biasAt : 0];
          const out = results(values, count * n, () => kernels.layerNorm(xAt, outAt, count, n, w, b, 1e-5));
          let worst = 0;
          for (let row = 0; row < count; row++) {
            const x = values.subarray(row * n, (row + 1) * n);
            const mean = x.reduce((a, v) => a + v, 0) / n;
            const factor = 1 / Math.sqrt(x.reduce((a, v) => a + (v - mean) ** 2, 0) / n + 1e-5);
            for (let i = 0; i < n; i++) {
              const exact = (x[i]! - mean) * factor * (hasWeight ? weight[i]! : 1) + (hasBias ? bias[i]! : 0);
              const scale = (1 + factor * Math.abs(mean)) * (hasWeight ? Math.abs(weight[i]!) + 1 : 1);
              worst = Math.max(worst, Math.abs(out[row * n + i]! - exact) / (scale + Math.abs(exact)));
            }
          }
          expect(worst).toBeLessThan(5e-7);
        },
      ),
      { seed: 42, numRuns: 30 },
    );
  });

  it('has the gradients of the formula in double, sums over many rows too', () => {
    const tall = fc.tuple(fc.integer({ min: 1, max: 140 }), fc.integer({ min: 1, max: 70 }));
    const wide = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 250, max: 1500 }));
    fc.assert(
      fc.property(fc.oneof(tall, wide), seeds, fc.boolean(), ([count, n], seed, hasWeight) => {
        const values = valuesOf(count * n, seed, null);
        const floats = (at: number, length: number): Float32Array => new Float32Array(memory.buffer, at, length);
        const [dy, weight] = [floats(dyAt, count * n), floats(weightAt, n)];
        dy.set(valuesOf(count * n, seed ^ 1, null));
        weight.set(valuesOf(n, seed ^ 2, null));
        const guards = [floats(dWeightAt, n + 1), floats(dBiasAt, n + 1)];
        for (const sums of guards) sums[n] = guard;
        const run = hasWeight ? [weightAt, dWeightAt, dBiasAt] : [0, 0, 0];
        const [w, dw, db] = run as [number, number, number];
        const dx = results(values, count * n, () =>
          kernels.layerNormBackward(dyAt, xAt, outAt, count, n, w, dw, db, 1e-5, sumsAt),
        );
        for (const sums of guards) expect(sums[n]).toBe(guard);
        const [exactW, exactB, magnitude] = [0, 1, 2].map(() => new Float64Array(n)) as [
          Float64Array,
          Float64Array,
          Float64Array,
        ];
        let worst = 0;
        for (let row = 0; row < count; row++) {
          const x = values.subarray(row * n, (row + 1) * n);
          const mean = x.reduce((a, v) => a + v, 0) / n;
          const factor = 1 / Math.sqrt(x.reduce((a, v) => a + (v - mean) ** 2, 0) / n + 1e-5);
          const z = Array.from(x, (v) => (v - mean) * factor);
          const g = z.map((_, i) => dy[row * n + i]! * (hasWeight ? weight[i]! : 1));
          const meanOfG = g.reduce((a, v) => a + v, 0) / n;
          const slope = g.reduce((a, v, i) => a + v * z[i]!, 0) / n;
          const largest = Math.max(...g.map(Math.abs));
          for (let i = 0; i < n; i++) {
            const exact = (g[i]! - meanOfG - z[i]! * slope) * factor;
            const scale = factor * largest * (1 + z[i]! * z[i]!) * (1 + factor * Math.abs(mean));
            worst = Math.max(worst, Math.abs(dx[row * n + i]! - exact) / scale);
            const d = dy[row * n + i]!;
            exactW[i]! += d * z[i]!;
            exactB[i]! += d;
            magnitude[i]! += Math.abs(d) * (1 + factor * (Math.abs(mean) + Math.abs(x[i]!)));
          }
        }
        if (hasWeight) {
          for (let i = 0; i < n; i++) {
            worst = Math.max(worst, Math.abs(guards[0]![i]! - exactW[i]!) / magnitude[i]!);
            worst = Math.max(worst, Math.abs(guards[1]![i]! - exactB[i]!) / magnitude[i]!);
          }
        }
        expect(worst).toBeLessThan(5e-7);
      }),
      { seed: 42, numRuns: 40 },
    );
  });
});
