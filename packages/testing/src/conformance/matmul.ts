import type { DType } from '@nn/core';
import * as fc from 'fast-check';
import { plainView, type Kit, type Operand } from './kit.js';

const multiplied: readonly DType[] = ['float32', 'float64', 'int32', 'int64'];

/** `matmul`: batches, bias, transposed and expanded operands, empty axes, sizes around every block. Values are such that any order of adding is exact. */
export function matmulConformance(kit: Kit): void {
  const exact = (dtype: DType, view: Operand['view']): Operand => ({
    view,
    dtype,
    value: (draws) => draws.exact(dtype),
  });
  const any = (dtype: DType, view: Operand['view']): Operand => ({ view, dtype, value: (draws) => draws.any(dtype) });

  kit.kernel('matmul', () => {
    kit.property<'matmul'>('multiplies random views in batches, with and without a bias', (random) => {
      const size = fc.nat({ max: 6 });
      return fc
        .tuple(
          random.dtype(...multiplied),
          fc.array(fc.nat({ max: 3 }), { maxLength: 2 }),
          size,
          size,
          size,
          fc.boolean(),
        )
        .chain(([dtype, batch, m, k, n, biased]) =>
          fc
            .tuple(
              random.input([...batch, m, k]),
              random.input([...batch, k, n]),
              random.input([...batch, m, n]),
              random.output([...batch, m, n]),
            )
            .map(([a, b, bias, out]) =>
              dtype === null
                ? null
                : {
                    kernel: 'matmul',
                    inputs: [exact(dtype, a), exact(dtype, b), ...(biased ? [exact(dtype, bias)] : [])],
                    attributes: {},
                    outputs: [any(dtype, out)],
                    match: { ulp: 0 },
                  },
            ),
        );
    });

    kit.cases<'matmul'>('multiplies matrices of sizes around every block, each operand plain or transposed', () =>
      [
        [1, 1, 1],
        [1, 64, 33],
        [33, 64, 1],
        [4, 8, 8],
        [5, 9, 17],
        [31, 33, 32],
        [64, 65, 66],
        [3, 300, 7],
      ].flatMap(([m, k, n]) =>
        [false, true].flatMap((left) =>
          [false, true].map((right) => ({
            kernel: 'matmul',
            inputs: [
              exact('float32', left ? transposed(m!, k!) : plainView([m!, k!])),
              exact('float32', right ? transposed(k!, n!) : plainView([k!, n!])),
            ],
            attributes: {},
            outputs: [any('float32', plainView([m!, n!]))],
            match: { ulp: 0 },
          })),
        ),
      ),
    );

    kit.cases<'matmul'>('adds a bias that is expanded over the rows', () => [
      {
        kernel: 'matmul',
        inputs: [
          exact('float32', plainView([5, 3])),
          exact('float32', transposed(3, 4)),
          exact('float32', { baseShape: [4], shape: [5, 4], strides: [0, 1], offset: 0 }),
        ],
        attributes: {},
        outputs: [any('float32', plainView([5, 4]))],
        match: { ulp: 0 },
      },
    ]);

    kit.cases<'matmul'>('stays close to the exact product where sums round', () => [
      {
        kernel: 'matmul',
        inputs: [
          [40, 200],
          [200, 30],
        ].map((shape) => ({
          view: plainView(shape),
          dtype: 'float32' as const,
          value: (draws) => (draws.below(2 ** 20) - 2 ** 19) / 2 ** 19,
        })),
        attributes: {},
        outputs: [any('float32', plainView([40, 30]))],
        match: { atol: 2e-5 },
      },
    ]);
  });
}

/** A view of a matrix that lies transposed in memory. */
function transposed(rows: number, columns: number): Operand['view'] {
  return { baseShape: [columns, rows], shape: [rows, columns], strides: [1, rows], offset: 0 };
}
