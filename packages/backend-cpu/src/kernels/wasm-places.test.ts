import type { DType, Kernel, KernelTable, View } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { cpu } from '../cpu.js';
import { below, elementsOf, neighboursOf, randomFrom, randomView, viewOf } from '../testing/views.js';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 30_000 });

const { kernels } = cpu();
const { kernels: expected } = cpu({ wasm: false });

interface Case {
  readonly random: () => number;
  readonly shape: number[];
  readonly axis: number;
}

/** Shapes on both sides of what is worth a kernel, of one to three axes. */
function caseOf(seed: number): Case {
  const random = randomFrom(seed);
  const rank = 1 + below(random, 3);
  const most = [2000, 60, 14][rank - 1]!;
  const shape = Array.from({ length: rank }, () => 1 + below(random, most));
  return { random, shape, axis: below(random, rank) };
}

const special = [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0, -0, 1e-40, -1e-40];

/** Numbers of which many are equal, and some special. */
function numbers(shape: readonly number[], dtype: DType, random: () => number): View {
  const repeats = random() < 0.5;
  const isFloat = dtype.startsWith('float');
  const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => {
    if (isFloat && random() < 0.1) return special[below(random, special.length)]!;
    const value = repeats ? below(random, 9) - 4 : (random() - 0.5) * 2 ** below(random, 31);
    return isFloat ? value : Math.trunc(value);
  });
  return viewOf(dtype, shape, dtype === 'int64' ? values.map(farApart) : values);
}

/** Integers that differ in their upper, their lower, or both halves. */
function farApart(value: number): bigint {
  return BigInt(value) * (value % 3 === 0 ? 2n ** 32n + 1n : 1n);
}

/** Runs a kernel by vectors and in JavaScript; the bits of both. */
function both<A>(
  pick: (table: KernelTable) => Kernel<A>,
  inputs: readonly View[],
  attributes: A,
  outputs: readonly (readonly [DType, readonly number[]])[],
  seed: number,
): readonly [unknown, unknown] {
  return [kernels, expected].map((table) => {
    const random = randomFrom(seed);
    const views = outputs.map(([dtype, shape]) => randomView(shape, dtype, random, { dense: true }));
    const neighbours = views.map(neighboursOf);
    pick(table)(inputs, attributes, views);
    expect(views.map(neighboursOf)).toEqual(neighbours);
    return views.map(elementsOf);
  }) as unknown as readonly [unknown, unknown];
}

const seeds = fc.integer();
const runs = { seed: 42, numRuns: 150 };

describe('sorts by digits', () => {
  const dtypes = fc.constantFrom<DType>('float32', 'float64', 'int32', 'int64');

  it('put everything where the stable sort in JavaScript does, in both directions, along any axis', () => {
    fc.assert(
      fc.property(seeds, dtypes, fc.boolean(), (seed, dtype, descending) => {
        const { random, shape, axis } = caseOf(seed);
        const x = numbers(shape, dtype, random);
        const outputs = [[dtype, shape] as const, ['int64', shape] as const];
        const [actual, wanted] = both((table) => table.sort, [x], { axis, descending }, outputs, seed);
        expect(actual).toEqual(wanted);
      }),
      runs,
    );
  });

  it('give the first few alone', () => {
    fc.assert(
      fc.property(seeds, dtypes, fc.boolean(), (seed, dtype, descending) => {
        const { random, shape, axis } = caseOf(seed);
        const x = numbers(shape, dtype, random);
        const first = shape.with(axis, 1 + below(random, shape[axis]!));
        const outputs = [[dtype, first] as const, ['int64', first] as const];
        const [actual, wanted] = both((table) => table.topk!, [x], { axis, descending }, outputs, seed);
        expect(actual).toEqual(wanted);
      }),
      runs,
    );
  });
});

describe('moves from and to places', () => {
  /** An index for every element, or one for every row. */
  function indexFor(shape: number[], axis: number, size: number, random: () => number): View {
    const dtype = random() < 0.5 ? 'int64' : 'int32';
    const isEach = random() < 0.5;
    const step = 1 + below(random, 2);
    const length = isEach ? shape.reduce((a, b) => a * b) : shape[axis]! * step;
    const places = Array.from({ length }, () => below(random, size));
    const flat = viewOf(dtype, [length], dtype === 'int64' ? places.map(BigInt) : places);
    if (isEach) return viewOf(dtype, shape, elementsOf(flat));
    return { ...flat, shape, strides: shape.map((_, at) => (at === axis ? step : 0)) };
  }

  it('take what JavaScript takes', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom<DType>('float32', 'int32'), (seed, dtype) => {
        const { random, shape, axis } = caseOf(seed);
        const x = numbers(shape, dtype, random);
        const wantedShape = shape.with(axis, 1 + below(random, 40));
        const index = indexFor(wantedShape, axis, shape[axis]!, random);
        const outputs = [[dtype, wantedShape] as const];
        const [actual, wanted] = both((table) => table.gather, [x, index], { axis }, outputs, seed);
        expect(actual).toEqual(wanted);
      }),
      runs,
    );
  });

  it('put, add and multiply where JavaScript does, in its order', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom('set', 'add', 'multiply'), (seed, mode) => {
        const { random, shape, axis } = caseOf(seed);
        const sourceShape = shape.with(axis, 1 + below(random, 40));
        const source = numbers(sourceShape, 'float32', random);
        const index = indexFor(sourceShape, axis, shape[axis]!, random);
        const outputs = [['float32', shape] as const];
        const [actual, wanted] = both((table) => table.scatter, [index, source], { axis, mode }, outputs, seed);
        expect(actual).toEqual(wanted);
      }),
      runs,
    );
  });

  it('refuse a place outside before anything is written, in 64 bits too', () => {
    for (const place of [-1n, 10n, 2n ** 32n]) {
      const places = new Array<bigint>(1000).fill(3n);
      const index = viewOf('int64', [1000], [...places.slice(1), place]);
      const [x, source] = [viewOf('float32', [10], []), viewOf('float32', [1000], new Array<number>(1000).fill(1))];
      expect(() => kernels.gather([x, index], { axis: 0 }, [source])).toThrow(`index ${place} is out of bounds`);
      expect(() => kernels.scatter([index, source], { axis: 0, mode: 'add' }, [x])).toThrow('out of bounds');
      expect(elementsOf(x)).toEqual(new Array<number>(10).fill(0));
    }
  });
});

describe('running folds and first extremes', () => {
  it('have the bits of those in JavaScript', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom('sum', 'prod', 'max', 'min'), (seed, kind) => {
        const { random, shape, axis } = caseOf(seed);
        const x = numbers(shape, 'float32', random);
        const places = kind === 'max' || kind === 'min' ? [['int64', shape] as const] : [];
        const outputs = [['float32', shape] as const, ...places];
        const [actual, wanted] = both((table) => table.scan, [x], { kind, axis }, outputs, seed);
        expect(actual).toEqual(wanted);
      }),
      runs,
    );
  });

  it('stand where JavaScript finds them', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom('argmax', 'argmin'), fc.boolean(), (seed, kind, isWhole) => {
        const { random, shape, axis } = caseOf(seed);
        const x = numbers(shape, 'float32', random);
        if (isWhole) (x.storage.memory as Float32Array).forEach((v, i, all) => (all[i] = Number.isNaN(v) ? 1 : v));
        const outputs = [['int64', shape.with(axis, 1)] as const];
        const [actual, wanted] = both((table) => table.argReduce, [x], { kind, axis }, outputs, seed);
        expect(actual).toEqual(wanted);
      }),
      runs,
    );
  });
});
