import { NnError } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calculateFanInAndFanOut, calculateGain, type Nonlinearity } from './index.js';

/** Counts the weights that feed one output channel and those that one input channel feeds, one by one. */
function countedFans(sizes: readonly number[]): [number, number] {
  let [fanIn, fanOut] = [0, 0];
  const visit = (axis: number, index: readonly number[]): void => {
    if (axis < sizes.length) {
      for (let i = 0; i < sizes[axis]!; i++) visit(axis + 1, [...index, i]);
      return;
    }
    if (index[0] === 0) fanIn++;
    if (index[1] === 0) fanOut++;
  };
  visit(0, []);
  return [fanIn, fanOut];
}

describe('calculateFanInAndFanOut', () => {
  it('counts the weights of an output and of an input channel', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 5 }), (sizes) => {
        expect(calculateFanInAndFanOut(sizes)).toEqual(countedFans(sizes));
      }),
      { seed: 42, numRuns: 100 },
    );
  });

  it('takes whatever has a shape', () => {
    expect(calculateFanInAndFanOut({ shape: [16, 3, 5, 5] })).toEqual([75, 400]);
    expect(calculateFanInAndFanOut([0, 5])).toEqual([5, 0]);
  });

  it('refuses fewer than two dimensions, and what is no shape', () => {
    const message = 'Fan in and fan out can not be computed for tensor with fewer than 2 dimensions';
    expect(() => calculateFanInAndFanOut([3])).toThrow(message);
    expect(() => calculateFanInAndFanOut({ shape: [] })).toThrow(message);
    expect(() => calculateFanInAndFanOut([3, -1])).toThrow(NnError);
    expect(() => calculateFanInAndFanOut(null as unknown as number[])).toThrow(NnError);
  });
});

describe('calculateGain', () => {
  it('is the table of PyTorch', () => {
    const names: Nonlinearity[] = [
      'linear',
      'conv1d',
      'conv2d',
      'conv3d',
      'conv_transpose1d',
      'conv_transpose2d',
      'conv_transpose3d',
      'sigmoid',
    ];
    expect(names.map((name) => calculateGain(name))).toEqual(names.map(() => 1));
    expect(calculateGain('tanh')).toBe(1.6666666666666667);
    expect(calculateGain('relu')).toBe(1.4142135623730951);
    expect(calculateGain('selu')).toBe(0.75);
    expect(calculateGain('leaky_relu')).toBe(1.4141428569978354);
    expect(calculateGain('leaky_relu', 0.2)).toBe(1.3867504905630728);
    expect(calculateGain('leaky_relu', 0)).toBe(calculateGain('relu'));
  });

  it('minds a slope only where there is one', () => {
    expect(calculateGain('tanh', Number.NaN)).toBe(calculateGain('tanh'));
    for (const slope of [Number.NaN, Infinity, 1e200, true, '0.1']) {
      expect(() => calculateGain('leaky_relu', slope as number)).toThrow(
        /^negative_slope .+ not a valid number\. Pass a finite number\.$/,
      );
    }
  });

  it('refuses other names', () => {
    for (const name of ['gelu', 'ReLU', '', 'toString', 3]) {
      expect(() => calculateGain(name as Nonlinearity)).toThrow(`Unsupported nonlinearity ${name}`);
    }
  });
});
