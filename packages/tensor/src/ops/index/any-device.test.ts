import { registerBackend } from '@nn/core';
import { mockBackend, referenceBackend } from '@nn/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { arange } from '../../create/arange.js';
import { eye } from '../../create/eye.js';
import { zeros } from '../../create/full.js';
import { tensor } from '../../create/tensor-of.js';
import { multinomialAsync } from '../../random/multinomial.js';
import { rand } from '../../random/rand.js';
import type { Tensor } from '../../tensor.js';
import { refusal } from '../../test-support.js';
import { cat, stack } from '../index.js';

// A device whose values nobody can look at without waiting, and which has the required kernels only.
const undo = registerBackend(mockBackend(referenceBackend()));
afterAll(undo);

const device = 'mock';
const counting = (): Tensor => arange(12, { device }).reshape([3, 4]);
const places = (...list: bigint[]): Tensor => tensor(list, { device });
const mask = (...list: boolean[]): Tensor => tensor(list, { device });

async function rejection(promise: Promise<unknown>): Promise<{ code?: string }> {
  return promise.then(
    () => {
      throw new Error('nothing was refused');
    },
    (error: { code?: string }) => error,
  );
}

describe('on a device without synchronous reads', () => {
  it('views, index tensors, joins and moves work as anywhere', async () => {
    const x = counting();
    expect(await x.at(1, '::2').toArray()).toEqual([4, 6]);
    expect(await x.at(places(2n, 0n), places(-1n, 1n)).toArray()).toEqual([11, 1]);
    expect(await x.T.at([0, 1], ':').toArray()).toEqual([
      [0, 4, 8],
      [1, 5, 9],
    ]);
    expect(await x.at(tensor(1n, { device })).toArray()).toEqual([4, 5, 6, 7]);
    expect(
      await cat([x, x.flip(0)])
        .at(':', 0)
        .toArray(),
    ).toEqual([0, 4, 8, 8, 4, 0]);
    expect(await stack([x.at(0), x.at(1).roll(1)]).toArray()).toEqual([
      [0, 1, 2, 3],
      [7, 4, 5, 6],
    ]);
    expect(await x.gather(1, tensor([[3n], [2n], [1n]], { device })).toArray()).toEqual([[3], [6], [9]]);
    expect(await x.tril().diag().toArray()).toEqual([0, 5, 10]);
    expect(await places(0n, 2n).oneHot(3).toArray()).toEqual([
      [1, 0, 0],
      [0, 0, 1],
    ]);
    expect(await eye(2, { device }).repeat([1, 2]).toArray()).toEqual([
      [1, 0, 1, 0],
      [0, 1, 0, 1],
    ]);
  });

  it('one value is assigned under a mask without a look at it', async () => {
    const x = counting();
    x.assign_([x.gt(5)], 0);
    x.assign_([places(0n), places(1n)], 7);
    expect(await x.toArray()).toEqual([
      [0, 7, 2, 3],
      [4, 5, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it('shapes that depend on values are awaited', async () => {
    const x = counting();
    for (const act of [
      () => x.at(mask(true, false, true)),
      () => x.nonzero(),
      () => x.maskedSelect(x.gt(5)),
      () => places(1n).oneHot(),
      () => x.assign_([mask(true, false, false)], x.at('1:2')),
      () => x.itemSync === undefined || x.toArraySync(),
    ]) {
      expect(refusal(act).code).toBe('SYNC_READ');
    }
    expect(await (await x.atAsync(mask(true, false, true), 1)).toArray()).toEqual([1, 9]);
    expect(await (await x.nonzeroAsync()).at(0).toArray()).toEqual([0, 1]);
    expect(await (await x.maskedSelectAsync(x.gt(9))).toArray()).toEqual([10, 11]);
    expect(await (await places(1n).oneHotAsync()).toArray()).toEqual([[0, 1]]);
    expect(await (await places(5n, 6n).repeatInterleaveAsync(places(2n, 1n))).toArray()).toEqual([5, 5, 6]);
    await x.assignAsync_([mask(true, false, true)], x.at('1:2'));
    expect(await x.at(':', 0).toArray()).toEqual([4, 4, 4]);
  });

  it('a wrong place is told at the next read', async () => {
    const y = counting().at(places(3n));
    expect((await rejection(y.toArray())).code).toBe('INDEX');
  });

  it('gradients flow through index tensors', async () => {
    const x = counting().requiresGrad_();
    x.at(places(0n, 0n, 2n))
      .sum()
      .add(x.at(1).sum())
      .backward();
    expect(await x.grad!.at(':', 0).toArray()).toEqual([2, 1, 1]);
  });

  it('prints a shape at once and values when awaited', async () => {
    const x = counting();
    expect(x.toString()).toBe("tensor(..., device='mock', size=[3, 4])");
    expect(await x.at(0).toStringAsync()).toBe("tensor([0., 1., 2., 3.], device='mock')");
    expect(await zeros([0, 2], { device, dtype: 'int64' }).toStringAsync()).toBe(
      "tensor([], device='mock', size=[0, 2], dtype=int64)",
    );
  });

  it('random numbers are the same as on the processor', async () => {
    const { Generator } = await import('@nn/random');
    expect(await rand([5], { device, generator: new Generator(1) }).toArray()).toEqual(
      rand([5], { device: 'cpu', generator: new Generator(1) }).toArraySync(),
    );
    expect(await (await multinomialAsync(tensor([0, 1, 0], { device }), 1)).toArray()).toEqual([1]);
  });
});
