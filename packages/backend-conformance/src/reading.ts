import { crossEntropy, Linear } from '@nn/modules';
import { noGrad } from '@nn/autograd';
import { arange, linear, ones, tensor, zeros } from '@nn/tensor';
import { codeOf, expectEqual, type Suite } from './suite.js';

/** How values are read, and what is refused: the same on every backend, but for what cannot be read at once. */
export function reading(suite: Suite): void {
  suite.describe('reading', () => {
    suite.it('gives arrays, numbers and text', async ({ device }) => {
      const x = arange(6, { device }).reshape([2, 3]).t();
      expectEqual(
        await x.toArray(),
        [
          [0, 3],
          [1, 4],
          [2, 5],
        ],
        'toArray',
      );
      expectEqual([...(await x.toTypedArray())].map(Number), [0, 3, 1, 4, 2, 5], 'toTypedArray');
      expectEqual(await x.at(2, 1).item(), 5, 'item');
      expectEqual(
        await x.gt(2).toArray(),
        [
          [false, true],
          [false, true],
          [false, true],
        ],
        'toArray of booleans',
      );
      expectEqual(await tensor([2n, 3n], { device }).toArray(), [2, 3], 'toArray of int64');
      const text = 'tensor([[0., 3.],\n        [1., 4.],\n        [2., 5.]]';
      if (!(await x.toStringAsync()).startsWith(text)) throw new Error(`toStringAsync: ${await x.toStringAsync()}`);
    });

    suite.it('comes after all that was dispatched before, and before what comes after', async ({ device }) => {
      const x = ones([3], { device });
      x.add_(1);
      const earlier = x.toArray();
      x.mul_(10);
      expectEqual(await earlier, [2, 2, 2], 'the earlier read');
      expectEqual(await x.toArray(), [20, 20, 20], 'the later read');
    });

    suite.it('at once works, or is refused with the way out', async ({ device, reference, backend }) => {
      const x = ones([2], { device });
      const layer = new Linear(2, 2, { device });
      const reads: Readonly<Record<string, () => unknown>> = {
        toTypedArraySync: () => x.toTypedArraySync(),
        toArraySync: () => x.toArraySync(),
        itemSync: () => x.sum().itemSync(),
        nonzero: () => x.nonzero(),
        'at with a mask': () => x.at(x.gt(0)),
        to: () => x.to(reference),
        'Module.to': () => layer.to(reference),
      };
      const expected = backend.capabilities.syncRead ? null : 'SYNC_READ';
      for (const [name, read] of Object.entries(reads)) expectEqual(await codeOf(read), expected, name);
      expectEqual(layer.weight.device, expected === null ? reference : device, 'the device of the layer');
      await suite.same(await x.toAsync(reference), ones([2], { device: reference }), 'exact', 'toAsync');
      await suite.same(ones([2], { device: reference }).to(device), x, 'exact', 'to the device');
    });
  });

  suite.describe('refusals', () => {
    suite.it('are coded, at once or at the next read', async ({ device, reference }) => {
      const x = ones([2, 3], { device });
      const leaf = ones([2], { device, requiresGrad: true });
      const refused: Readonly<Record<string, readonly [code: string, run: () => unknown]>> = {
        'shapes that do not broadcast': ['SHAPE', () => x.add(ones([2], { device }))],
        'shapes that do not multiply': ['SHAPE', () => linear(x, ones([2, 4], { device }))],
        'two devices': ['DEVICE', () => x.add(ones([2, 3], { device: reference }))],
        'two dtypes in a product': ['DTYPE', () => x.matmul(ones([3, 2], { device, dtype: 'int32' }))],
        'an axis out of range': ['AXIS', () => x.sum(2)],
        'an index out of range': ['INDEX', () => x.at(2)],
        'an index value out of range': ['INDEX', () => x.gather(1, tensor([[7n], [0n]], { device })).toTypedArray()],
        'a class that is not there': ['INDEX', () => crossEntropy(x, tensor([1n, 9n], { device })).item()],
        'a write to a leaf': ['IN_PLACE', () => leaf.add_(1)],
        'a write to an expanded view': ['IN_PLACE', () => zeros([1], { device }).expand([2]).add_(1)],
        'a saved value that was written to': [
          'VERSION',
          () => {
            const y = leaf.mul(2);
            const z = y.mul(y).sum();
            noGrad(() => y.add_(1));
            z.backward();
          },
        ],
      };
      for (const [name, [code, run]] of Object.entries(refused)) expectEqual(await codeOf(run), code, name);
      expectEqual(
        await x.toArray(),
        [
          [1, 1, 1],
          [1, 1, 1],
        ],
        'what was refused',
      );
    });
  });
}
