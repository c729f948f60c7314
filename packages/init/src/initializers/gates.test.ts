import type { ParamSpec } from '@nn/core';
import { StreamKey } from '@nn/random';
import { describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { valuesOf } from '../initializer/test-values.js';

const gates: ParamSpec = { role: 'bias', blocks: ['i', 'f', 'g', 'o'] };

describe('lstmForgetBias', () => {
  it('finds the forget gate by its name', () => {
    expect([...valuesOf(init.lstmForgetBias({ value: 2 }), [8], { spec: gates })]).toEqual([0, 0, 2, 2, 0, 0, 0, 0]);
    const spec = { ...gates, blocks: ['f', 'i', 'o', 'g'] };
    expect([...valuesOf(init.lstmForgetBias(), [4], { spec })]).toEqual([1, 0, 0, 0]);
  });

  it('gives nothing to the bias that is added to another', () => {
    expect([...valuesOf(init.lstmForgetBias(), [4], { spec: { ...gates, addedTo: 'bias_ih_l0' } })]).toEqual([
      0, 0, 0, 0,
    ]);
  });

  it.each([
    [gates, [4, 3], 'it is no bias'],
    [{ ...gates, role: 'weight' } as const, [4], 'it is no bias'],
    [{ role: 'bias', blocks: ['r', 'z', 'n'] } as const, [3], "there is no gate 'f', but r, z, n"],
    [{ role: 'bias' } as const, [4], 'needs the blocks of a packed tensor'],
  ])('refuses %j of %j', (spec, shape, sentence) => {
    expect(() => valuesOf(init.lstmForgetBias(), shape, { spec })).toThrow(sentence);
    expect(() => valuesOf(init.chrono({ tmax: 9 }), shape, { spec })).toThrow(sentence);
  });
});

describe('chrono', () => {
  const units = 20_000;
  const biases = valuesOf(init.chrono({ tmax: 101 }), [4 * units], {
    spec: gates,
    dtype: 'float64',
    key: StreamKey.fromSeed(8),
  });
  const gate = (i: number): Float64Array => biases.subarray(i * units, (i + 1) * units) as Float64Array;

  it('spreads what units remember evenly from 1 to tmax − 1 steps', () => {
    const steps = gate(1).map(Math.exp);
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...steps)).toBeLessThanOrEqual(100);
    const deciles = new Float64Array(10);
    for (const step of steps) deciles[Math.min(Math.floor((step - 1) / 9.9), 9)]!++;
    for (const count of deciles) expect(Math.abs(count / units - 0.1)).toBeLessThan(6 * Math.sqrt(0.09 / units));
  });

  it('sets the input gate to minus the same draws, and the others to 0', () => {
    expect(gate(0)).toEqual(gate(1).map((bias) => 0 - bias));
    expect(new Set([...gate(2), ...gate(3)])).toEqual(new Set([0]));
  });

  it('gives nothing to the bias that is added to another', () => {
    const second = valuesOf(init.chrono({ tmax: 9 }), [8], { spec: { ...gates, addedTo: 'bias_ih' } });
    expect([...second]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('refuses a time in which nothing can be remembered', () => {
    for (const tmax of [2, 1, Number.NaN, Infinity])
      expect(() => init.chrono({ tmax })).toThrow(expect.objectContaining({ code: 'OPTION' }));
  });
});
