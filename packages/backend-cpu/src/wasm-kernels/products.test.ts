import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasRelaxedSimd, KERNEL_DATA } from './load.js';
import { loadProducts, type ProductKernels } from './products.js';

const memory = new WebAssembly.Memory({ initial: 64 });
const builds: [name: string, kernels: ProductKernels][] = [
  ['baseline', loadProducts(memory, { deterministic: true })!],
];
if (hasRelaxedSimd()) builds.push(['relaxed', loadProducts(memory)!]);

/** A matrix somewhere in memory, at any strides that let no two elements share a place. */
interface Placed {
  readonly at: number;
  readonly row: number;
  readonly column: number;
}

interface Case {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposed: readonly [a: boolean, b: boolean, out: boolean];
  readonly gap: readonly [a: number, b: number, out: number];
  readonly apart: readonly [a: boolean, b: boolean, out: boolean];
  readonly bias: 'none' | 'row' | 'column' | 'full' | 'one';
  readonly relu: boolean;
  readonly seed: number;
}

const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const three = <T>(x: fc.Arbitrary<T>): fc.Arbitrary<[T, T, T]> => fc.tuple(x, x, x);
const cases: fc.Arbitrary<Case> = fc.record({
  m: fc.oneof(size(12), size(110)),
  n: fc.oneof(size(12), size(70)),
  k: fc.oneof(fc.integer({ min: 0, max: 12 }), size(300)),
  transposed: three(fc.boolean()),
  gap: three(fc.integer({ min: 0, max: 3 })),
  apart: three(fc.constantFrom(false, false, false, true)),
  bias: fc.constantFrom('none', 'row', 'column', 'full', 'one'),
  relu: fc.boolean(),
  seed: fc.integer(),
});

function place(at: number, rows: number, columns: number, transposed: boolean, gap: number, apart: boolean): Placed {
  const step = apart ? 2 : 1;
  return transposed ? { at, row: step, column: rows * step + gap } : { at, row: columns * step + gap, column: step };
}

/** Runs a case at `base` and says how far the farthest element is off, in rounding errors of its sum; Infinity if anything else was written. */
function errorOf(kernels: ProductKernels, c: Case, base: number, buffer: ArrayBufferLike): number {
  const { m, n, k, bias, relu } = c;
  const floats = new Float32Array(buffer, base);
  const region = 90_000;
  let state = c.seed;
  for (let i = 0; i < 5 * region; i++) floats[i] = (state = (Math.imul(state, 1664525) + 1013904223) | 0) / 2 ** 31;
  const a = place(4, m, k, c.transposed[0], c.gap[0], c.apart[0]);
  const b = place(region + 1, k, n, c.transposed[1], c.gap[1], c.apart[1]);
  const out = place(2 * region + 3, m, n, c.transposed[2], c.gap[2], c.apart[2]);
  const plus = {
    none: { at: 0, row: 0, column: 0 },
    row: { at: 3 * region, row: 0, column: 1 },
    column: { at: 3 * region, row: 1, column: 0 },
    full: { at: 3 * region, row: n, column: 1 },
    one: { at: 3 * region, row: 0, column: 0 },
  }[bias];
  const before = floats.slice(0, 5 * region);
  const workspace = 4 * region;
  const workspaceEnd = workspace + (kernels.workspaceBytes(m, n, k) >>> 0) / 4;
  const address = (at: number): number => base + 4 * at;
  kernels.multiply(
    m,
    n,
    k,
    address(a.at),
    a.row,
    a.column,
    address(b.at),
    b.row,
    b.column,
    address(out.at),
    out.row,
    out.column,
    bias === 'none' ? 0 : address(plus.at),
    plus.row,
    plus.column,
    Number(relu),
    address(workspace),
  );
  let worst = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = bias === 'none' ? 0 : floats[plus.at + i * plus.row + j * plus.column]!;
      let magnitude = Math.abs(sum);
      for (let t = 0; t < k; t++) {
        const product = floats[a.at + i * a.row + t * a.column]! * floats[b.at + t * b.row + j * b.column]!;
        sum += product;
        magnitude += Math.abs(product);
      }
      const at = out.at + i * out.row + j * out.column;
      const error = Math.abs(floats[at]! - (relu ? Math.max(0, sum) : sum));
      worst = Math.max(worst, error / (magnitude * 2 ** -24 + 1e-30));
      before[at] = floats[at]!;
    }
  }
  before.set(floats.subarray(workspace, workspaceEnd), workspace);
  for (let i = 0; i < before.length; i++) if (before[i] !== floats[i]) return Infinity;
  return worst;
}

describe.each(builds)('products, %s', (_, kernels) => {
  it('any sizes, strides, biases and activations give the product within rounding, and nothing else is written', () => {
    fc.assert(
      fc.property(cases, (c) => {
        expect(errorOf(kernels, c, KERNEL_DATA, memory.buffer)).toBeLessThan(4 + Math.sqrt(c.k));
      }),
      { seed: 42, numRuns: 150 },
    );
  });

  it('runs of columns and of k that are longer than a panel join without a seam', () => {
    const wide = { transposed: [false, true, false], gap: [0, 0, 0], apart: [false, false, false] } as const;
    for (const [m, n, k] of [
      [9, 2059, 17],
      [3, 1031, 40],
      [13, 9, 1100],
      [1, 1100, 33],
    ] as const) {
      for (const transposed of [false, true]) {
        const c: Case = { ...wide, m, n, k, bias: 'row', relu: false, seed: 1, transposed: [false, transposed, false] };
        expect(errorOf(kernels, c, KERNEL_DATA, memory.buffer)).toBeLessThan(4 + Math.sqrt(k));
      }
    }
  });

  it('NaN stays NaN through the sum and the activation', () => {
    const floats = new Float32Array(memory.buffer);
    const base = KERNEL_DATA / 4;
    floats.fill(1, base, base + 1000);
    floats[base + 3] = NaN;
    kernels.multiply(8, 8, 8, 4 * base, 8, 1, 4 * base + 400, 8, 1, 4 * base + 800, 8, 1, 0, 0, 0, 1, 4 * base + 4000);
    expect([...floats.subarray(base + 200, base + 209)]).toEqual([...new Array<number>(8).fill(NaN), 8]);
  });
});

it('addresses above 2 GiB work like low ones', () => {
  const large = new WebAssembly.Memory({ initial: 33_000 });
  const kernels = loadProducts(large)!;
  const c: Case = {
    m: 13,
    n: 21,
    k: 30,
    transposed: [false, true, false],
    gap: [0, 1, 2],
    apart: [false, false, false],
    bias: 'row',
    relu: false,
    seed: 7,
  };
  for (const m of [2, 13]) expect(errorOf(kernels, { ...c, m }, 2 ** 31 - 65536, large.buffer)).toBeLessThan(10);
});
