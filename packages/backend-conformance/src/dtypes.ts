import { type DType, dtypes as known, isFloating } from '@nn/core';
import { arange, eye, full, linspace, ones, zeros } from '@nn/tensor';
import { Draw, tensorOf } from './random-views.js';
import { codeOf, expectEqual, type Suite } from './suite.js';

/** What every dtype of the backend can do, and what happens to the others. */
export function dtypes(suite: Suite): void {
  suite.describe('dtypes', () => {
    suite.it('are made, written and read', async ({ device, reference, backend }) => {
      for (const dtype of backend.capabilities.dtypes) {
        for (const make of [
          (on: string) => zeros([2, 3], { dtype, device: on }),
          (on: string) => ones([2, 3], { dtype, device: on }),
          (on: string) => full([3], 1, { dtype, device: on }),
          (on: string) => eye(3, 2, { dtype, device: on }),
          (on: string) => zeros([0, 2], { dtype, device: on }),
          (on: string) => tensorOf([1, 0, 1], [3], dtype, on),
        ]) {
          await suite.same(make(device), make(reference), 'exact', `a tensor of ${dtype}`);
        }
        if (dtype === 'bool') continue;
        await suite.same(
          arange(7, { dtype, device }),
          arange(7, { dtype, device: reference }),
          'exact',
          `arange of ${dtype}`,
        );
      }
      await suite.same(linspace(0, 1, 5, { device }), linspace(0, 1, 5, { device: reference }), 'exact', 'linspace');
    });

    suite.it('convert into each other', async ({ device, reference, backend }) => {
      for (const from of backend.capabilities.dtypes) {
        for (const to of backend.capabilities.dtypes) {
          const values = isFloating(from) && to === 'uint8' ? 'positive' : 'any';
          const plan = new Draw(suite.seed).view({ shape: [3, 4], values }, from);
          const [actual, expected] = [plan.make(device).view.to(to), plan.make(reference).view.to(to)];
          await suite.same(actual, expected, 'exact', `${plan.toString()}.to('${to}')`);
        }
      }
    });

    suite.it(
      'that the backend has not are refused, with the list of those that it has',
      async ({ device, backend }) => {
        const missing = (Object.keys(known) as DType[]).filter((dtype) => !backend.capabilities.dtypes.includes(dtype));
        for (const dtype of missing)
          expectEqual(await codeOf(() => zeros([2], { dtype, device })), 'DTYPE', `zeros of ${dtype}`);
      },
    );
  });
}
