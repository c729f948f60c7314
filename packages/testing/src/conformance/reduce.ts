import type { DType, ReduceKind } from '@nn/core';
import * as fc from 'fast-check';
import { plainView, type Kit, type Operand } from './kit.js';

const numeric: readonly DType[] = ['float32', 'float64', 'int32', 'int64', 'float16', 'bfloat16'];
const kindsOf = (dtype: DType): readonly ReduceKind[] => {
  if (dtype === 'bool') return ['any', 'all', 'max', 'min'];
  return dtype === 'uint8' ? ['max', 'min'] : ['sum', 'prod', 'max', 'min'];
};

/** `reduce` and `argReduce`: every kind and dtype over random axes of random views; values are such that any order of folding gives the same result. */
export function reduceConformance(kit: Kit): void {
  const valuesFor = (dtype: DType, kind: ReduceKind): Operand['value'] => {
    if (kind === 'prod') return (draws) => draws.factor(dtype);
    return kind === 'max' || kind === 'min' ? (draws) => draws.ties(dtype) : (draws) => draws.exact(dtype);
  };

  kit.kernel('reduce', () => {
    kit.property<'reduce'>('folds random views over random axes', (random) =>
      random.shape
        .chain((shape) =>
          fc.tuple(
            fc.constant(shape),
            random.dtype(),
            fc.nat(),
            fc.subarray(shape.map((_, axis) => axis)),
            random.input(shape),
          ),
        )
        .chain(([shape, dtype, choice, axes, input]) => {
          const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
          return random.output(kept).map((output) => {
            if (dtype === null) return null;
            const kinds = kindsOf(dtype);
            const kind = kinds[choice % kinds.length]!;
            // An empty axis has no extreme: the shape rule refuses it before.
            if ((kind === 'max' || kind === 'min') && axes.some((axis) => shape[axis] === 0)) return null;
            return {
              kernel: 'reduce',
              inputs: [{ view: input, dtype, value: valuesFor(dtype, kind) }],
              attributes: { kind, axes },
              outputs: [{ view: output, dtype, value: (draws) => draws.any(dtype) }],
              match: { ulp: 0 },
            };
          });
        }),
    );

    kit.cases<'reduce'>('folds rows and columns of every length', ({ capabilities }) =>
      capabilities.dtypes
        .filter((dtype) => dtype === 'float32' || dtype === 'int32')
        .flatMap((dtype) =>
          [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 257].flatMap((size) =>
            [
              { shape: [3, size], axes: [1] },
              { shape: [size, 5], axes: [0] },
              { shape: [size], axes: [0] },
            ].flatMap(({ shape, axes }) =>
              (['sum', 'max', 'min'] as const).map((kind) => ({
                kernel: 'reduce',
                inputs: [{ view: plainView(shape), dtype, value: valuesFor(dtype, kind) }],
                attributes: { kind, axes },
                outputs: [
                  {
                    view: plainView(shape.map((n, axis) => (axes.includes(axis) ? 1 : n))),
                    dtype,
                    value: (draws) => draws.any(dtype),
                  },
                ],
                match: { ulp: 0 },
              })),
            ),
          ),
        ),
    );

    kit.cases<'reduce'>('adds a hundred thousand float32 values without losing more than a few digits', () => [
      {
        kernel: 'reduce',
        inputs: [{ view: plainView([100_000]), dtype: 'float32', value: (draws) => 1 + draws.below(1000) / 997 }],
        attributes: { kind: 'sum', axes: [0] },
        outputs: [{ view: plainView([1], 0), dtype: 'float32', value: () => 0 }],
        match: { rtol: 2e-6 },
      },
    ]);
  });

  kit.kernel('argReduce', () => {
    kit.property<'argReduce'>('finds the first extreme along a random axis, NaN before all', (random) =>
      random.fullShape
        .chain((shape) =>
          fc.tuple(
            fc.constant(shape),
            random.dtype(...numeric, 'uint8'),
            fc.constantFrom('argmax', 'argmin'),
            fc.nat({ max: shape.length - 1 }),
            random.input(shape),
          ),
        )
        .chain(([shape, dtype, kind, axis, input]) =>
          random.output(shape.map((size, i) => (i === axis ? 1 : size))).map((output) =>
            dtype === null
              ? null
              : {
                  kernel: 'argReduce',
                  inputs: [{ view: input, dtype, value: (draws) => draws.ties(dtype) }],
                  attributes: { kind, axis },
                  outputs: [{ view: output, dtype: 'int64', value: (draws) => draws.any('int64') }],
                },
          ),
        ),
    );

    kit.cases<'argReduce'>('finds extremes in long rows', () =>
      [1, 4, 7, 64, 1001].flatMap((size) =>
        (['argmax', 'argmin'] as const).map((kind) => ({
          kernel: 'argReduce',
          inputs: [{ view: plainView([2, size]), dtype: 'float32', value: (draws) => draws.exact('float32') }],
          attributes: { kind, axis: 1 },
          outputs: [{ view: plainView([2, 1]), dtype: 'int64', value: () => 0n }],
        })),
      ),
    );
  });
}
