import '../test-support.js';
import { normalizePrinted } from '@nn/testing';
import { readSemantics } from '@nn/testing/golden';
import { afterEach, describe, expect, it } from 'vitest';
import { empty } from '../create/empty.js';
import { ones, zeros } from '../create/full.js';
import { tensor } from '../create/tensor-of.js';
import { tensorOf } from '../test-support.js';
import { setPrintOptions } from './options.js';

const golden = readSemantics()!;

afterEach(() => setPrintOptions({ profile: 'default' }));

describe('a printed tensor', () => {
  it.each(golden.printing)("reads as PyTorch's: $id", ({ dtype, shape, values, requiresGrad, options, text }) => {
    const { sci_mode: sciMode = null, ...rest } = (options ?? {}) as Record<string, number> & { sci_mode?: boolean };
    setPrintOptions({ ...rest, sciMode });
    const plain = values.map((value) => (typeof value === 'string' ? Number(value.replace('inf', 'Infinity')) : value));
    const x = tensorOf(plain, shape, dtype);
    if (requiresGrad) x.requiresGrad_();
    expect(normalizePrinted(x.toString())).toBe(normalizePrinted(text));
  });

  it('says float32, int64 and bool by their values only', () => {
    expect(tensor([1n]).toString()).toBe('tensor([1])');
    expect(tensor([true]).toString()).toBe('tensor([true])');
    expect(tensor([1]).to('float64').toString()).toBe('tensor([1.], dtype=float64)');
  });

  it('names the operation that made it', () => {
    const w = ones([2], { requiresGrad: true });
    expect(w.mul(2).toString()).toBe('tensor([2., 2.], gradFn=<MulBackward0>)');
    expect(w.toString()).toBe('tensor([1., 1.], requiresGrad=true)');
  });

  it('has a shape and a dtype on a device without values', () => {
    expect(zeros([2, 3], { device: 'meta' }).toString()).toBe("tensor(..., device='meta', size=[2, 3])");
    expect(empty([0], { device: 'meta', dtype: 'int64' }).toString()).toBe(
      "tensor(..., device='meta', size=[0], dtype=int64)",
    );
  });

  it('shows in console.log of Node', async () => {
    const { inspect } = await import('node:util');
    expect(inspect(tensor([1, 2]))).toBe('tensor([1., 2.])');
  });
});
