import { registerBackend } from '@nn/core';
import { mockBackend, referenceBackend } from '@nn/testing';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { arange } from './create/arange.js';
import { ones, zeros } from './create/full.js';
import { tensor } from './create/tensor-of.js';
import type { NestedArray } from './nested.js';
import { elementsOf, modelOf, placesOf } from './test-model.js';
import { randomView, refusal, valuesOf } from './test-support.js';

const undo = registerBackend(mockBackend(referenceBackend()));
afterAll(undo);

describe('reading', () => {
  it('gives the elements of any view, nested as its shape', async () => {
    await fc.assert(
      fc.asyncProperty(randomView({ maxRank: 3, element: fc.integer({ min: -9, max: 9 }) }), async ({ view, copy }) => {
        const nested = view.toArraySync();
        const at = (place: readonly number[]): NestedArray<number> =>
          place.reduce<NestedArray<number>>((level, i) => (level as NestedArray<number>[])[i]!, nested);
        expect(placesOf(view.shape).map(at)).toEqual(elementsOf(modelOf(copy)));
        expect(await view.toArray()).toEqual(nested);
        expect(await view.toTypedArray()).toEqual(copy.toTypedArraySync());
        expect(tensor(nested).numel()).toBe(view.numel());
      }),
      { seed: 42, numRuns: 60 },
    );
  });

  it('gives int64 as numbers where they are safe, and as bigints where asked', async () => {
    const x = tensor([1n, 2n ** 60n]);
    expect(x.at(0).itemSync()).toBe(1);
    expect(x.at(1).itemSync({ bigint: true })).toBe(2n ** 60n);
    expect(refusal(() => x.at(1).itemSync()).code).toBe('VALUE');
    expect(refusal(() => x.toArraySync()).code).toBe('VALUE');
    expect(await x.toArray({ bigint: true })).toEqual([1n, 2n ** 60n]);
    expect(x.toTypedArraySync()).toEqual(BigInt64Array.of(1n, 2n ** 60n));
  });

  it('gives booleans as booleans and 16-bit floats as numbers', () => {
    expect(tensor([true, false]).toArraySync()).toEqual([true, false]);
    expect(tensor([0.1], { dtype: 'bfloat16' }).toArraySync()).toEqual([0.10009765625]);
    expect(tensor([0.1], { dtype: 'float16' }).itemSync()).toBe(0.0999755859375);
    expect(tensor([1], { dtype: 'float16' }).toTypedArraySync()).toEqual(Uint16Array.of(0x3c00));
  });

  it('gives one element only of tensors that have one', () => {
    expect(tensor([[7]]).itemSync()).toBe(7);
    expect(refusal(() => ones([2]).itemSync())).toMatchObject({
      code: 'SHAPE',
      sentence: 'only one element tensors can be converted to Python scalars',
    });
    expect(refusal(() => zeros([0]).itemSync()).code).toBe('SHAPE');
  });

  it('keeps the shape of what is empty', () => {
    expect(zeros([2, 0]).toArraySync()).toEqual([[], []]);
    expect(zeros([0, 2]).toArraySync()).toEqual([]);
  });

  it('copies', () => {
    const x = arange(3);
    (x.toTypedArraySync() as Float32Array)[0] = 9;
    expect(x.toArraySync()).toEqual([0, 1, 2]);
  });

  it('has no values on the device that has none', async () => {
    const x = zeros([2], { device: 'meta' });
    expect(refusal(() => x.toArraySync()).code).toBe('SYNC_READ');
    await expect(x.toArray()).rejects.toMatchObject({ code: 'DEVICE' });
  });
});

describe('to', () => {
  it('converts, and gives the tensor itself where nothing changes', () => {
    const x = tensor([1.9, -1.9, Number.NaN]);
    expect(x.to('float32')).toBe(x);
    expect(x.to({ dtype: 'float32', device: 'cpu' })).toBe(x);
    expect(valuesOf(x.slice(0, 2).to('int64'))).toEqual([1n, -1n]);
    expect(valuesOf(x.to('bool'))).toEqual([true, true, true]);
    expect(refusal(() => x.to('cuda')).code).toBe('BACKEND');
  });

  it('moves between devices, waiting where it must', async () => {
    const x = arange(6).reshape([2, 3]).T;
    const far = x.to('mock');
    expect([far.device, far.shape]).toEqual(['mock', [3, 2]]);
    expect(await far.toArray()).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    expect(refusal(() => far.to('cpu')).code).toBe('SYNC_READ');
    expect((await far.toAsync('cpu')).toArraySync()).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    expect((await far.toAsync({ device: 'cpu', dtype: 'int32' })).dtype).toBe('int32');
    expect(x.to('meta').shape).toEqual([3, 2]);
  });

  it('lets gradients flow back to the first dtype and device', () => {
    const w = ones([2], { requiresGrad: true });
    w.to('float64').mul(3).sum().backward();
    expect([w.grad!.dtype, w.grad!.toArraySync()]).toEqual(['float32', [3, 3]]);
    const m = ones([2], { requiresGrad: true });
    m.to('meta').sum();
    expect(m.to('meta').gradFn?.name).toBe('ToCopyBackward0');
  });
});
