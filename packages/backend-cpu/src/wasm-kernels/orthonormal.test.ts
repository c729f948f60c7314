import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KERNEL_DATA } from './load.js';
import { loadOrthonormal, type OrthonormalKernels } from './orthonormal.js';

const memory = new WebAssembly.Memory({ initial: 32 });
const kernels = loadOrthonormal(memory)!;

interface Case {
  readonly m: number;
  readonly n: number;
  /** Whether columns lie together, not rows. */
  readonly standing: boolean;
  /** Elements between two of these. */
  readonly gap: number;
  readonly length: number;
  readonly seed: number;
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    n: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 80 })),
    more: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 100 })),
    standing: fc.boolean(),
    gap: fc.integer({ min: 0, max: 3 }),
    length: fc.constantFrom(1, -2, 0.5),
    seed: fc.integer(),
  })
  .map(({ more, ...rest }) => ({ ...rest, m: rest.n + more }));

function numbersFrom(seed: number): () => number {
  return () => (seed = (Math.imul(seed, 1664525) + 1013904223) | 0) / 2 ** 31;
}

/** Gram and Schmidt's, twice: slow and plain. */
function orthonormal(a: readonly Float64Array[], length: number): Float64Array[] {
  const done: Float64Array[] = [];
  const dot = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  for (const column of a) {
    let x = column;
    for (const q of [...done, ...done]) {
      const share = dot(q, x);
      x = x.map((value, i) => value - share * q[i]!);
    }
    const norm = Math.sqrt(dot(x, x));
    done.push(x.map((value) => value / norm));
  }
  return done.map((x) => x.map((value) => value * length));
}

/** Runs a case at `base` and gives how far the farthest element is off; Infinity if anything else was written. */
function errorOf(
  { orthonormalize, orthonormalizeBytes }: OrthonormalKernels,
  c: Case,
  base: number,
  buffer: ArrayBufferLike,
): number {
  const { m, n, standing, gap, length } = c;
  const [row, column] = standing ? [1, m + gap] : [n + gap, 1];
  const span = m * n + gap * (standing ? n : m);
  const workspace = Math.ceil(span / 4) * 4;
  const end = workspace + orthonormalizeBytes(m, n) / 4;
  const floats = new Float32Array(buffer, base, end + 64).fill(NaN);
  const next = numbersFrom(c.seed);
  // A heavy diagonal, so that rounding is not magnified.
  const a = Array.from({ length: n }, (_, j) => Float64Array.from({ length: m }, (_, i) => next() + (i === j ? m : 0)));
  const places = a.map((x, j) => [...x.keys()].map((i) => i * row + j * column));
  a.forEach((x, j) => x.forEach((value, i) => (x[i] = floats[places[j]![i]!] = Math.fround(value))));
  orthonormalize(m, n, base, row, column, length, base + 4 * workspace);
  let worst = 0;
  orthonormal(a, length).forEach((q, j) =>
    q.forEach((value, i) => {
      worst = Math.max(worst, Math.abs(floats[places[j]![i]!]! - value));
      floats[places[j]![i]!] = NaN;
    }),
  );
  const others = [...floats.subarray(0, workspace), ...floats.subarray(end)];
  return others.every(Number.isNaN) ? worst : Infinity;
}

describe('orthonormal columns', () => {
  it('of any sizes and strides are those of Gram and Schmidt, and nothing else is written', () => {
    fc.assert(
      fc.property(cases, (c) => {
        expect(errorOf(kernels, c, KERNEL_DATA, memory.buffer)).toBeLessThan(2e-6);
      }),
      { seed: 42, numRuns: 100 },
    );
  });

  it('are zero where R has a zero on its diagonal', () => {
    const floats = new Float32Array(memory.buffer, KERNEL_DATA, 6);
    floats.set([1, 0, 0, 4, 0, 0]);
    kernels.orthonormalize(3, 2, KERNEL_DATA, 1, 3, 1, KERNEL_DATA + 64);
    expect([...floats].map(Math.abs)).toEqual([1, 0, 0, 0, 0, 0]);
  });
});

it('addresses above 2 GiB work like low ones', () => {
  const large = new WebAssembly.Memory({ initial: 33_000 });
  const c: Case = { m: 90, n: 75, standing: false, gap: 1, length: 1, seed: 7 };
  expect(errorOf(loadOrthonormal(large)!, c, 2 ** 31 - 65536, large.buffer)).toBeLessThan(2e-6);
});
