import { numelOf, type Shape } from '@nn/core';
import { StreamKey } from '@nn/random';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { roundTo16Bits } from '../initializer/round-to-16-bits.js';
import { blockSpecOf, specOf, unknownSource } from '../initializer/spec-of.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { sliceOf, valuesOf } from '../initializer/test-values.js';
import { takesWhole } from '../initializer/accepts.js';
import type { BuiltInCase } from './test-cases.js';
import { structures } from './test-structures.js';

const seed = StreamKey.fromSeed(21);
const dtypes = ['float32', 'float64', 'float16', 'bfloat16'] as const;
type Dtype = (typeof dtypes)[number];

/** One matrix: the tensor, or its first block. */
function specFor({ of, shape, spec }: BuiltInCase, dtype: Dtype): TensorSpec {
  const whole = specOf({ ...unknownSource, spec }, shape, dtype, 'test');
  return whole.blocks === null || takesWhole(of) ? whole : blockSpecOf(whole, whole.blocks.length);
}

/** Its values as a tensor of the dtype holds them. */
function drawnOf(one: BuiltInCase, dtype: Dtype, key: StreamKey): Float64Array {
  const values = valuesOf(one.of, one.shape, { spec: one.spec, dtype, key });
  const held =
    values instanceof Float32Array && dtype.endsWith('16') ? roundTo16Bits(values, dtype as 'float16') : values;
  return Float64Array.from(held.subarray(0, numelOf(specFor(one, dtype).shape)));
}

function indexOf(position: number, shape: Shape): readonly number[] {
  const index: number[] = [];
  for (const size of shape.toReversed()) {
    index.unshift(position % size);
    position = Math.floor(position / size);
  }
  return index;
}

/** 0 where every outcome is as claimed. */
function violation(invariant: init.Invariant, values: Float64Array, { shape, dtype }: TensorSpec): number {
  if (invariant.invariant === 'custom') {
    return Math.max(0, invariant.residual(values, shape) - invariant.tolerance);
  }
  if (invariant.invariant === 'exact') {
    const wanted = Float64Array.from(values, (_, i) => invariant.value(indexOf(i, shape)));
    const held = dtype === 'float64' ? wanted : Float32Array.from(wanted);
    if (dtype.endsWith('16')) roundTo16Bits(held as Float32Array, dtype as 'float16');
    return values.reduce((worst, value, i) => Math.max(worst, Math.abs(value - held[i]!)), 0);
  }
  if (invariant.invariant === 'zerosPerSlice') {
    const counts = new Map<number, number>();
    values.forEach((value, i) => {
      const at = indexOf(i, shape)[invariant.axis]!;
      counts.set(at, (counts.get(at) ?? 0) + (value === 0 ? 1 : 0));
    });
    return Math.max(...[...counts.values()].map((count) => Math.abs(count - invariant.count)));
  }
  // Each number is off by a share of itself, and the smallest ones of float16 by 2^-25.
  const share = { float64: 2 ** -53, float32: 2 ** -24, float16: 2 ** -11, bfloat16: 2 ** -8 }[dtype];
  const rounding =
    2 * share + share ** 2 + (dtype === 'float16' ? (2 ** -23 * Math.sqrt(values.length)) / invariant.gain : 0);
  return Math.max(0, orthogonalError(values, shape[0]!, invariant.gain) - rounding - 8 * values.length * 2 ** -52);
}

/** By the definition: G Gᵀ or Gᵀ G against gain² · 1, as a share of gain². */
function orthogonalError(values: Float64Array, rows: number, gain: number): number {
  const columns = values.length / rows;
  const wide = rows <= columns;
  const [count, length] = wide ? [rows, columns] : [columns, rows];
  const at = (v: number, i: number): number => values[wide ? v * columns + i : i * columns + v]! / gain;
  let worst = 0;
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      let dot = 0;
      for (let i = 0; i < length; i++) dot += at(a, i) * at(b, i);
      worst = Math.max(worst, Math.abs(dot - (a === b ? 1 : 0)));
    }
  }
  return worst;
}

describe.each(structures)('$name', (one) => {
  const { of, shape, spec } = one;
  const draws = 200;
  const claim = init.claimOf(of, specFor(one, 'float64'));

  it('is the same when only a region is made', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      const whole = valuesOf(of, shape, { spec, dtype });
      const box = fc.tuple(...shape.map((length) => fc.tuple(fc.nat(length), fc.nat(length))));
      fc.assert(
        fc.property(box, (corners) => {
          const start = corners.map(([a, b]) => Math.min(a, b));
          const region = { start, size: corners.map(([a, b], axis) => Math.max(a, b) - start[axis]!) };
          expect(valuesOf(of, shape, { spec, dtype, region })).toEqual(sliceOf(whole, shape, region));
        }),
        { seed: 42, numRuns: 10 },
      );
    }
  });

  it('keeps what it claims of every outcome, in every dtype', () => {
    for (const dtype of dtypes) {
      const own = specFor(one, dtype);
      for (const invariant of init.claimOf(of, own).invariants ?? []) {
        for (let i = 0; i < 6; i++)
          expect([dtype, violation(invariant, drawnOf(one, dtype, seed.fold(i)), own)]).toEqual([dtype, 0]);
      }
    }
  });

  it('claims nothing of every outcome that a wrong value would not break', () => {
    const own = specFor(one, 'float32');
    for (const invariant of claim.invariants ?? []) {
      const values = drawnOf(one, 'float32', seed);
      // 1 % more is no zero less.
      values[values.findIndex((value) => value !== 0)]! *= 1.01;
      const broken = invariant.invariant === 'zerosPerSlice' ? drawnOf(one, 'float32', seed).map((x) => x + 1) : values;
      const unchanged =
        values.every((value) => value === 0) || (invariant.invariant === 'zerosPerSlice' && invariant.count === 0);
      if (!unchanged) expect(violation(invariant, broken, own)).toBeGreaterThan(0);
    }
  });

  it('has the law that it claims', () => {
    const values = Array.from({ length: draws }, (_, i) => drawnOf(one, 'float64', seed.fold(i)));
    const parts = 'law' in claim.marginal ? [{ part: '', law: claim.marginal, includes: () => true }] : claim.marginal;
    const shapeOfOne = specFor(one, 'float64').shape;
    let elements = 0;
    for (const { law, includes } of parts) {
      init.checkLaw(law);
      const { cdf, mean, variance, support, atoms } = init.modelOf(law);
      const places = Array.from(values[0]!, (_, i) => i).filter((i) => includes(indexOf(i, shapeOfOne)));
      elements += places.length;
      const sample = values.flatMap((drawn) => places.map((i) => drawn[i]!)).toSorted((a, b) => a - b);
      // An orthogonal matrix is scaled after it has been normalized, so that rounding may lead past the sphere.
      expect(sample[0]).toBeGreaterThanOrEqual(support[0] - 1e-15);
      expect(sample.at(-1)).toBeLessThanOrEqual(support[1] + 1e-15);
      // Draws are independent, elements of one draw may be anything.
      const bound = claim.dependence === 'deterministic' ? 1e-12 : Math.sqrt(Math.log(2e9) / (2 * draws));
      const share = (from: (x: number) => boolean): number => sample.filter(from).length / sample.length;
      for (const x of new Set([
        mean,
        mean + Math.sqrt(variance),
        mean - Math.sqrt(variance),
        ...atoms.map(({ at }) => at),
      ]))
        expect(Math.abs(share((value) => value <= x) - cdf(x))).toBeLessThanOrEqual(bound);
    }
    expect(elements).toBe(values[0]!.length);
  });

  it('depends on the key unless it says that it does not', () => {
    const different = new Set(Array.from({ length: 40 }, (_, i) => drawnOf(one, 'float64', seed.fold(i)).join())).size;
    if (claim.dependence === 'deterministic') expect(different).toBe(1);
    else expect(different).toBeGreaterThan(1);
  });
});
