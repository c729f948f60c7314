import { describe, expect, it } from 'vitest';
import { readDigits } from './mnist.js';
import { showTraining } from './show-training.js';
import { recipes, train } from './train.js';

const digits = readDigits('train', 1280);
const test = readDigits('t10k', 200);
const options = { seed: 0n, steps: 20, onStep: () => {} };

describe('training on real digits', () => {
  it('reads images that are normalized, and digits', () => {
    expect(digits.images.shape).toEqual([1280, 784]);
    expect(Math.abs(digits.images.mean().itemSync())).toBeLessThan(0.05);
    expect(digits.labels.max().itemSync()).toBe(9);
    expect(digits.labels.at(0).itemSync()).toBe(5);
  });

  it('starts at ln 10 from zeros and stays there', () => {
    const outcome = train(recipes[0]!, digits, test, options);
    expect(outcome.initialLoss).toBeCloseTo(Math.LN10, 5);
    expect(outcome.lastStd).toBe(0);
    expect(outcome.finalLoss).toBeGreaterThan(2.2);
  });

  it('keeps the scale of the activations under Kaiming, and learns', () => {
    const outcome = train(
      recipes.find(({ name }) => name === 'Kaiming normal')!,
      digits,
      test,
      options,
    );
    expect(outcome.lastStd / outcome.firstStd).toBeGreaterThan(0.5);
    expect(outcome.lastStd / outcome.firstStd).toBeLessThan(2);
    expect(outcome.finalLoss).toBeLessThan(0.7 * outcome.initialLoss);
  });

  it('gives the same outcome for the same seed', () => {
    const [first, second] = [1, 2].map(() => train(recipes[3]!, digits, test, { ...options, steps: 3 }));
    expect(second).toEqual(first);
  });

  it('ends with a table of all initializations and the point of it', { timeout: 60_000 }, () => {
    const parts: string[] = [];
    showTraining({ seed: 0n, steps: 1, write: (text) => parts.push(text), interactive: false });
    const shown = parts.join('');
    for (const { name } of recipes) expect(shown).toContain(name);
    expect(shown).toContain('Dies:');
  });
});
