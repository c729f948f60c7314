import { describe, expect, it } from 'vitest';
import { tensor } from '../../create/tensor-of.js';
import '../../test-support.js';

describe('the sum of ten million float32', () => {
  it('and their mean and variance err no more than pairwise summation would', () => {
    const n = 10_000_000;
    const values = new Float32Array(n);
    let exact = 0;
    let correction = 0;
    let absolute = 0;
    let state = 1;
    for (let i = 0; i < n; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const value = Math.fround(state / 2 ** 32 + 0.1);
      values[i] = value;
      absolute += value;
      // Kahan's sum in float64: exact for the purpose.
      const term = value - correction;
      const next = exact + term;
      correction = next - exact - term;
      exact = next;
    }
    const x = tensor(values);
    const allowed = (Math.log2(n) + 1) * 2 ** -24 * absolute;
    expect(Math.abs(x.sum().itemSync() - exact)).toBeLessThanOrEqual(allowed);
    expect(Math.abs(x.mean().itemSync() - exact / n)).toBeLessThanOrEqual(allowed / n);
    let squares = 0;
    for (const value of values) squares += (value - exact / n) ** 2;
    expect(Math.abs(x.var().itemSync() / (squares / (n - 1)) - 1)).toBeLessThan(1e-6);
  });
});

describe('a mean far from the spread', () => {
  it('costs the variance no accuracy', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => 1e6 + (i % 5));
    expect(tensor(values).var(undefined, { correction: 0 }).itemSync()).toBe(2);
    expect(tensor(values).std(undefined, { correction: 0 }).itemSync()).toBe(Math.fround(Math.SQRT2));
  });
});

describe('inputs of ten thousand', () => {
  const x = tensor([
    [1e4, -1e4, 1e4],
    [-1e4, -1e4, -1e4],
    [0, -1e4, 1e4],
  ]);

  it('do not overflow logsumexp', () => {
    expect(x.logsumexp(1).toArraySync()).toEqual([Math.fround(1e4 + Math.LN2), Math.fround(-1e4 + Math.log(3)), 1e4]);
  });

  it('do not overflow softmax and logSoftmax', () => {
    expect(x.softmax(1).toArraySync()).toEqual([[0.5, 0, 0.5], [1 / 3, 1 / 3, 1 / 3].map(Math.fround), [0, 0, 1]]);
    const log2 = Math.fround(Math.LN2);
    const log3 = Math.fround(Math.log(3));
    expect(x.logSoftmax(1).toArraySync()).toEqual([
      [-log2, Math.fround(-2e4 - log2), -log2],
      [-log3, -log3, -log3],
      [-1e4, -2e4, 0],
    ]);
  });

  it('give gradients that sum to 0', () => {
    const leaf = x.clone().requiresGrad_();
    leaf
      .softmax(1)
      .mul(tensor([1, 2, 3]))
      .sum()
      .backward();
    expect(leaf.grad!.sum(1).abs().max().itemSync()).toBeLessThan(1e-6);
    expect(leaf.grad!.isfinite().all().itemSync()).toBe(1);
  });
});
