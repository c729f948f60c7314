import { dtypes, type DType } from '@nn/core';
import * as fc from 'fast-check';
import { plainView, type Kit } from './kit.js';

/** `fill` and `copy`: every dtype, every pair of them, any view, and nothing beside it. */
export function fillAndCopyConformance(kit: Kit): void {
  kit.kernel('fill', () => {
    kit.property<'fill'>(
      'writes one value into a random view, converted as copy converts, and nothing around it',
      (random) => {
        const value = fc.oneof(
          fc.boolean(),
          fc.bigInt({ min: -100n, max: 300n }),
          fc.integer({ min: 0, max: 100 }),
          fc.integer({ min: 0, max: 2000 }).map((n) => n / 16),
        );
        return fc
          .tuple(
            random.dtype(),
            random.shape.chain((shape) => random.output(shape)),
            value,
          )
          .map(([dtype, view, scalar]) =>
            dtype === null
              ? null
              : {
                  kernel: 'fill',
                  inputs: [],
                  attributes: { value: scalar },
                  outputs: [{ view, dtype, value: (draws) => draws.any(dtype) }],
                },
          );
      },
    );

    kit.cases<'fill'>('fills blocks of every length', ({ capabilities }) =>
      capabilities.dtypes.flatMap((dtype) =>
        [0, 1, 2, 3, 4, 5, 15, 16, 17, 1000].map((length) => ({
          kernel: 'fill',
          inputs: [],
          attributes: { value: 3 },
          outputs: [{ view: plainView([length]), dtype, value: (draws) => draws.any(dtype) }],
        })),
      ),
    );

    if (kit.limits.specialValues) {
      kit.cases<'fill'>('fills with NaN, infinities and minus zero', ({ capabilities }) =>
        capabilities.dtypes
          .filter((dtype) => dtypes[dtype].category === 'floating')
          .flatMap((dtype) =>
            [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 2 ** -149].map((value) => ({
              kernel: 'fill',
              inputs: [],
              attributes: { value },
              outputs: [{ view: plainView([5]), dtype, value: (draws) => draws.any(dtype) }],
            })),
          ),
      );
    }
  });

  kit.kernel('copy', () => {
    const pair = (from: DType, to: DType, length: number) =>
      ({
        kernel: 'copy',
        inputs: [{ view: plainView([length]), dtype: from, value: (draws) => draws.convertible(from, to) }],
        attributes: {},
        outputs: [{ view: plainView([length]), dtype: to, value: (draws) => draws.any(to) }],
      }) satisfies Omit<Parameters<typeof kit.check<'copy'>>[0], 'seed'>;

    kit.cases<'copy'>('converts between all dtypes as PyTorch does', ({ capabilities }) =>
      capabilities.dtypes.flatMap((from) =>
        capabilities.dtypes.flatMap((to) => [1, 7, 300].map((length) => pair(from, to, length))),
      ),
    );

    kit.property<'copy'>('reads and writes random views, and nothing around them', (random) =>
      random.shape
        .chain((shape) => fc.tuple(random.dtype(), random.dtype(), random.input(shape), random.output(shape)))
        .map(([from, to, input, output]) =>
          from === null || to === null
            ? null
            : {
                kernel: 'copy',
                inputs: [{ view: input, dtype: from, value: (draws) => draws.convertible(from, to) }],
                attributes: {},
                outputs: [{ view: output, dtype: to, value: (draws) => draws.any(to) }],
              },
        ),
    );

    kit.cases<'copy'>('transposes large matrices', () =>
      [
        [64, 64],
        [100, 37],
        [1, 500],
        [257, 129],
      ].map(([rows, columns]) => ({
        kernel: 'copy',
        inputs: [
          {
            view: { baseShape: [columns!, rows!], shape: [rows!, columns!], strides: [1, rows!], offset: 0 },
            dtype: 'float32',
            value: (draws) => draws.any('float32'),
          },
        ],
        attributes: {},
        outputs: [{ view: plainView([rows!, columns!]), dtype: 'float32', value: (draws) => draws.any('float32') }],
      })),
    );
  });
}
