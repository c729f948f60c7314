import { readFileSync } from 'node:fs';
import { NnError } from '@nn/core';
import { describe, expect, it } from 'vitest';
import { calculateGain } from '../calculate-gain.js';
import { type ActivationFunction, type ActivationName, activations } from './activations.js';
import { exactGain, type ExactGainOptions } from './exact-gain.js';

/** By mpmath, with fixtures/gains.py; the derivatives are formulas there. */
const gains = JSON.parse(readFileSync(new URL('fixtures/gains.json', import.meta.url), 'utf8')) as Record<
  string,
  { readonly forward: number; readonly backward: number | null }
>;

const unnamed: Readonly<Record<string, ActivationFunction>> = {
  hardtanh: (z) => Math.min(Math.max(z, -1), 1),
  hardsigmoid: (z) => Math.min(Math.max(z / 6 + 0.5, 0), 1),
  bent: (z) => Math.abs(z - 0.3),
  step: (z) => (z > 0.3 ? 1 : 0),
  shrink: (z) => (Math.abs(z) > 0.3 ? z : 0),
  square: (z) => z * z,
  exponential: Math.exp,
};

function expectGain(gain: number, expected: number): void {
  expect(Math.abs(gain / expected - 1)).toBeLessThan(1e-11);
}

function refusalOf(run: () => unknown): NnError {
  try {
    run();
  } catch (error) {
    if (error instanceof NnError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('exactGain', () => {
  it.each(Object.keys(activations) as ActivationName[])('is right to 11 digits for %s, both ways', (name) => {
    expectGain(exactGain(name), gains[name]!.forward);
    expectGain(exactGain(name, { direction: 'backward' }), gains[name]!.backward!);
  });

  it.each(Object.keys(unnamed))('is right for a function that bends or jumps anywhere: %s', (name) => {
    expectGain(exactGain(unnamed[name]!), gains[name]!.forward);
    if (name === 'step' || name === 'shrink') return;
    expectGain(exactGain(unnamed[name]!, { direction: 'backward' }), gains[name]!.backward!);
  });

  it('is right backward where the function jumps, by a derivative that is given', () => {
    const derivative: ActivationFunction = (z) => (Math.abs(z) > 0.3 ? 1 : 0);
    expectGain(exactGain(unnamed['shrink']!, { direction: 'backward', derivative }), gains['shrink']!.backward!);
  });

  it("agrees with PyTorch's table where that is exact", () => {
    expectGain(exactGain('relu'), calculateGain('relu'));
    expectGain(exactGain('leaky_relu', { param: 0.2 }), calculateGain('leaky_relu', 0.2));
    expectGain(exactGain('identity'), calculateGain('linear'));
    expectGain(exactGain('selu'), 1);
  });

  it('takes the alpha of elu', () => {
    expectGain(exactGain('elu', { param: 0 }), Math.SQRT2);
    const selu = 1.0507009873554805 * exactGain('selu');
    expectGain(exactGain('elu', { param: 1.6732632423543772 }), selu);
  });

  it('refuses what has no gain', () => {
    for (const f of [() => 0, () => NaN, (z: number) => 1 / (z - z), () => Infinity]) {
      expect(refusalOf(() => exactGain(f)).code).toBe('OPTION');
    }
    const flat = refusalOf(() => exactGain(() => 1, { direction: 'backward' }));
    expect(flat.details).toEqual({ direction: 'backward', meanOfSquares: 0 });
  });

  it('refuses to make a derivative up', () => {
    for (const f of [unnamed['step']!, unnamed['shrink']!, (z: number) => Math.fround(Math.tanh(z))]) {
      const error = refusalOf(() => exactGain(f, { direction: 'backward' }));
      expect(error.code).toBe('OPTION');
      expect(error.advice).toBe('Pass it as { derivative }.');
    }
  });

  it('takes a function of float32 values forward', () => {
    expect(exactGain((z) => Math.fround(Math.tanh(z)))).toBeCloseTo(gains['tanh']!.forward, 7);
  });

  it('refuses names and options that it does not know', () => {
    expect(refusalOf(() => exactGain('gelo' as ActivationName)).message).toBe(
      "exactGain knows no activation 'gelo'. Did you mean 'gelu'?",
    );
    const wrong = [{ direction: 'up' }, { param: NaN }, { derivative: 3 }, { slope: 0.2 }];
    for (const options of wrong) {
      expect(refusalOf(() => exactGain('relu', options as unknown as ExactGainOptions)).code).toBe('OPTION');
    }
  });
});
