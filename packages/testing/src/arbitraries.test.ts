import { broadcastShapes, numelOf } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { broadcastablePair, float32, shape, stridedView, viewOf } from './arbitraries.js';
import { elementPositions, gatherView, isWritable } from './views.js';

describe('shape', () => {
  it('gives every rank from 0 to 4 and every size from 0 to 5', () => {
    const samples = fc.sample(shape(), { seed: 42, numRuns: 500 });
    expect(new Set(samples.map((s) => s.length))).toEqual(new Set([0, 1, 2, 3, 4]));
    expect(new Set(samples.flat())).toEqual(new Set([0, 1, 2, 3, 4, 5]));
  });
});

describe('broadcastablePair', () => {
  it('gives shapes that broadcast to the result', () => {
    const property = fc.property(broadcastablePair(), ({ left, right, result }) => {
      expect(broadcastShapes([left, right], 'add')).toEqual(result);
    });
    fc.assert(property, { seed: 42, numRuns: 1000 });
  });

  it('stretches and shortens either side', () => {
    const samples = fc.sample(broadcastablePair(), { seed: 42, numRuns: 500 });
    expect(samples.some(({ left, result }) => left.length < result.length)).toBe(true);
    expect(samples.some(({ right, result }) => right.length < result.length)).toBe(true);
    expect(
      samples.some(
        ({ left, right }) => left.includes(1) && right.includes(1) && numelOf(left) > 1 && numelOf(right) > 1,
      ),
    ).toBe(true);
  });
});

describe('stridedView', () => {
  it('never leaves its block', () => {
    const property = fc.property(stridedView(), (view) => {
      const positions = elementPositions(view);
      expect(positions.length).toBe(numelOf(view.shape));
      expect(view.strides.every((stride) => stride >= 0)).toBe(true);
      expect(positions.filter((position) => position < 0 || position >= numelOf(view.baseShape))).toEqual([]);
    });
    fc.assert(property, { seed: 42, numRuns: 2000 });
  });

  it('is transposed, sliced, moved, expanded and contiguous', () => {
    const views = fc
      .sample(stridedView({ minRank: 1, minSize: 1 }), { seed: 42, numRuns: 500 })
      .filter((view) => numelOf(view.shape) > 1);
    expect(
      views.some((view) =>
        view.strides.some((stride, i) => stride > (view.strides[i - 1] ?? Number.POSITIVE_INFINITY)),
      ),
    ).toBe(true);
    expect(views.some((view) => view.offset > 0)).toBe(true);
    expect(views.some((view) => view.strides.some((stride, i) => stride === 0 && view.shape[i]! > 1))).toBe(true);
    expect(views.some((view) => view.strides.at(-1)! > 1)).toBe(true);
    expect(views.some((view) => elementPositions(view).every((position, i) => position === i))).toBe(true);
  });

  it('meets no element twice where it is to be written', () => {
    const property = fc.property(stridedView({ writable: true }), (view) => {
      expect(isWritable(view)).toBe(true);
    });
    fc.assert(property, { seed: 42, numRuns: 1000 });
  });
});

describe('viewOf', () => {
  it('has the shape asked for, stays in its block, and can be written where that is asked for', () => {
    const property = fc.property(
      shape().chain((sizes) => fc.tuple(fc.constant(sizes), viewOf(sizes), viewOf(sizes, { writable: true }))),
      ([sizes, any, writable]) => {
        expect([any.shape, writable.shape]).toEqual([sizes, sizes]);
        for (const view of [any, writable])
          for (const at of elementPositions(view)) expect(at < numelOf(view.baseShape)).toBe(true);
        expect(isWritable(writable)).toBe(true);
      },
    );
    fc.assert(property, { seed: 42, numRuns: 500 });
  });
});

describe('gatherView', () => {
  it('reads a transposed and a stepped view', () => {
    const base = new Float32Array([0, 1, 2, 3, 4, 5]);
    expect(gatherView({ shape: [3, 2], strides: [1, 3], offset: 0 }, base)).toEqual(
      new Float32Array([0, 3, 1, 4, 2, 5]),
    );
    expect(gatherView({ shape: [2, 2], strides: [0, 2], offset: 1 }, base)).toEqual(new Float32Array([1, 3, 1, 3]));
    expect(gatherView({ shape: [], strides: [], offset: 4 }, base)).toEqual(new Float32Array([4]));
  });
});

describe('float32', () => {
  it('gives float32 values of every kind', () => {
    const samples = fc.sample(float32(), { seed: 42, numRuns: 2000 });
    expect(samples.every((x) => Object.is(Math.fround(x), x))).toBe(true);
    for (const special of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0])
      expect(samples.some((x) => Object.is(x, special))).toBe(true);
    expect(samples.some((x) => x !== 0 && Math.abs(x) < 2 ** -126)).toBe(true);
    expect(samples.some((x) => Math.abs(x) > 1e30 && Number.isFinite(x))).toBe(true);
  });
});
