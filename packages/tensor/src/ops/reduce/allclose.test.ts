import { describe, expect, it } from 'vitest';
import { tensor } from '../../create/tensor-of.js';
import '../../test-support.js';
import { allclose, allcloseAsync, equal, equalAsync } from './allclose.js';

describe('allclose and equal', () => {
  const nan = tensor([1, Number.NaN]);

  it('answer with a boolean, at once or later', async () => {
    expect(allclose(tensor([1, 2]), tensor([1, 2 + 1e-6]))).toBe(true);
    expect(allclose(tensor([1, 2]), tensor([1, 2.1]))).toBe(false);
    expect(allclose(nan, nan)).toBe(false);
    expect(allclose(nan, nan, { equalNan: true })).toBe(true);
    expect(await allcloseAsync(tensor([1, 2]), tensor([1, 2.1]), { atol: 0.2 })).toBe(true);
    expect(equal(tensor([1, 2]), tensor([1n, 2n]))).toBe(true);
    expect(equal(tensor([1, 2]), tensor([[1, 2]]))).toBe(false);
    expect(equal(nan, nan)).toBe(false);
    expect(await equalAsync(tensor([0]), tensor([-0]))).toBe(true);
    expect(equal(tensor(new Float32Array(0)), tensor(new Float32Array(0)))).toBe(true);
  });
});
