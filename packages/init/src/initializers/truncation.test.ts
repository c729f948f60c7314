import { keyedTruncation } from '@nn/random';
import { describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { drawOf } from '../initializer/draw-of.js';
import { specOf, unknownSource } from '../initializer/spec-of.js';
import { refusal } from '../initializer/test-refusal.js';
import { valuesOf } from '../initializer/test-values.js';
import { cutNormal } from './cut-normal.js';

const spec = specOf(unknownSource, [100, 100], 'float32', 'test');

describe('the moments of a normal that is cut', () => {
  // Integrated in extended precision by Gauss and Legendre's rule with 60 nodes in each of 40 panels.
  it.each([
    [-2, 2, 0, 0.8796256610342398],
    [-1, 3, 0.282786110727154, 0.784946963404426],
    [-3, 3, 0, 0.9865783925581086],
    [0, 9, 0.7978845608028654, 0.6028102749890869],
    [-0.01, 0.02, 0.004999625011250021, 0.008660124129580346],
    [2, 2.5, 2.204452078167675, 0.139406121628316],
    [4, 9, 4.225607144489453, 0.2160389742554287],
    [-30, 1, -0.2875999709391784, 0.7935277473262075],
  ])('are right to 1e-14: [%d, %d]', (low, high, mean, std) => {
    const found = cutNormal(low, high);
    expect(Math.abs(found.mean - mean)).toBeLessThan(1e-14);
    expect(Math.abs(found.std / std - 1)).toBeLessThan(1e-14);
  });
});

describe('the three truncations', () => {
  it('differ in what their numbers mean', () => {
    const std = 0.02;
    expect(drawOf(init.truncNormal({ std }), spec)).toEqual({ law: 'truncNormal', mean: 0, std, a: -2, b: 2 });
    expect(drawOf(init.truncNormalRelative({ std }), spec)).toEqual({
      law: 'truncNormal',
      mean: 0,
      std,
      a: -0.04,
      b: 0.04,
    });
    const stdOf = (of: init.Initializer): number => init.stdOf(init.claimOf(of, spec).marginal as init.Law);
    expect(stdOf(init.truncNormal({ std }))).toBeCloseTo(std, 15);
    expect(stdOf(init.truncNormalRelative({ std }))).toBeCloseTo(0.8796256610342398 * std, 15);
    expect(stdOf(init.truncNormalCorrected({ std }))).toBeCloseTo(std, 15);
  });

  it('give the corrected one the mean and the standard deviation that were asked for, wherever it is cut', () => {
    for (const [low, high] of [
      [-2, 2],
      [-1, 3],
      [0, 4],
      [1, 1.5],
    ] as const) {
      const of = init.truncNormalCorrected({ mean: 3, std: 0.5, low, high });
      const model = init.modelOf(init.claimOf(of, spec).marginal as init.Law);
      expect(model.mean).toBeCloseTo(3, 11);
      expect(Math.sqrt(model.variance)).toBeCloseTo(0.5, 11);
    }
  });

  it('never leave their bounds, in any dtype', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      const values = valuesOf(init.truncNormal({ std: 3, a: 0.1, b: 0.3 }), [100, 100], { dtype });
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0.1);
      expect(Math.max(...values)).toBeLessThanOrEqual(0.3);
    }
  });

  it('claim as many values as there are words between the bounds', () => {
    const { lattice } = init.claimOf(init.truncNormal({ a: 0, b: 0.001 }), spec);
    expect(lattice).toBe(keyedTruncation({ mean: 0, std: 1, a: 0, b: 0.001 }, 'float32').count);
    expect(lattice).toBeLessThan(2 ** 21);
  });

  it.each([
    [() => init.truncNormal({ std: 0 }), 'std'],
    [() => init.truncNormalRelative({ std: -1 }), 'std'],
    [() => init.truncNormalCorrected({ low: 2, high: 2 }), ''],
    [() => init.truncNormal({ a: Number.NEGATIVE_INFINITY }), 'a'],
  ])('refuse what is no cut', (make, path) => {
    expect(refusal(make)).toMatchObject({ code: 'OPTION', details: { path } });
  });

  it('refuse a cut that leaves too little to draw from', () => {
    for (const of of [
      init.truncNormalCorrected({ low: 7, high: 8 }),
      init.truncNormalRelative({ low: 30, high: 31 }),
    ]) {
      expect(init.acceptance(of, spec)).toContain('too few to draw from');
    }
  });
});
