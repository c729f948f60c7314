import { describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { specOf, unknownSource } from '../initializer/spec-of.js';
import { refusal } from '../initializer/test-refusal.js';
import { valuesOf } from '../initializer/test-values.js';

describe('values', () => {
  it('are those that were given, whatever becomes of the array', () => {
    const data = Float64Array.of(0.1, 1e300, 3, 4);
    const of = init.values({ data, shape: [2, 2] });
    data[0] = 9;
    expect(valuesOf(of, [2, 2], { dtype: 'float64' })).toEqual(Float64Array.of(0.1, 1e300, 3, 4));
    expect(String(of)).toBe('values(data=[0.1, 1e+300, 3, 4], shape=[2, 2])');
  });

  it('are a row unless a shape says otherwise', () => {
    expect(valuesOf(init.values({ data: [1, 2] }), [2])).toEqual(Float32Array.of(1, 2));
    expect(refusal(() => valuesOf(init.values({ data: [1, 2] }), [2, 1]))).toMatchObject({ code: 'INITIALIZER' });
    expect(refusal(() => valuesOf(init.values({ data: [1, 2], shape: [1, 2] }), [2])).message).toContain(
      'have the shape [1, 2]',
    );
  });

  it('refuse a shape of another size', () => {
    expect(refusal(() => init.values({ data: [1, 2, 3], shape: [2, 2] })).message).toContain(
      'is not that of 3 numbers',
    );
  });

  it('claim the law of an element picked at random', () => {
    const spec = specOf(unknownSource, [4], 'float32', 'test');
    const { marginal } = init.claimOf(init.values({ data: [1, 2, 1, 1] }), spec);
    expect(init.modelOf(marginal as init.Law).atoms).toEqual([
      { at: 1, probability: 0.75 },
      { at: 2, probability: 0.25 },
    ]);
  });
});

describe('constants', () => {
  it('are what they say', () => {
    expect([...valuesOf(init.zeros(), [2])]).toEqual([0, 0]);
    expect([...valuesOf(init.ones(), [2])]).toEqual([1, 1]);
    expect([...valuesOf(init.nan(), [2])]).toEqual([Number.NaN, Number.NaN]);
    expect([...valuesOf(init.constant({ value: -2 }), [2])]).toEqual([-2, -2]);
  });
});

describe('sign', () => {
  it('is one of two numbers', () => {
    const values = valuesOf(init.sign({ size: 0.5, p: 0.25 }), [1000]);
    expect(new Set(values)).toEqual(new Set([0.5, -0.5]));
    expect([...valuesOf(init.sign({ p: 1 }), [3])]).toEqual([1, 1, 1]);
    expect([...valuesOf(init.sign({ p: 0 }), [3])]).toEqual([-1, -1, -1]);
  });

  it.each([{ size: 0 }, { size: -1 }, { p: 1.1 }, { p: -0.1 }, { p: Number.NaN }])('refuses %j', (params) => {
    expect(refusal(() => init.sign(params))).toMatchObject({ code: 'OPTION' });
  });
});
