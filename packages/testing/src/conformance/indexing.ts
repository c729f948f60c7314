import type { DType, Shape } from '@nn/core';
import * as fc from 'fast-check';
import type { Arbitrary, Kit, Operand } from './kit.js';

const indexTypes: readonly DType[] = ['int32', 'int64'];

/** `gather` and `scatter` on random views, with indices in range and out of it. */
export function indexingConformance(kit: Kit): void {
  const indices = (dtype: DType, view: Operand['view'], size: number): Operand => ({
    view,
    dtype,
    value: (draws) => whole(dtype, draws.below(Math.max(size, 1))),
  });
  const any = (dtype: DType, view: Operand['view']): Operand => ({ view, dtype, value: (draws) => draws.any(dtype) });
  const exact = (dtype: DType, view: Operand['view']): Operand => ({
    view,
    dtype,
    value: (draws) => draws.exact(dtype),
  });

  /** A shape, an axis, and an index shape that fits: no larger along the other axes, of any size along this one. */
  const place = (random: Arbitrary): fc.Arbitrary<{ shape: Shape; axis: number; index: Shape }> =>
    random.fullShape.chain((shape) =>
      fc
        .tuple(
          fc.nat({ max: shape.length - 1 }),
          fc.nat({ max: 6 }),
          fc.tuple(...shape.map((size) => fc.integer({ min: Math.max(size - 1, 0), max: size }))),
        )
        .map(([axis, along, others]) => ({ shape, axis, index: others.map((size, i) => (i === axis ? along : size)) })),
    );

  kit.kernel('gather', () => {
    kit.property<'gather'>('picks along a random axis of random views', (random) =>
      place(random).chain(({ shape, axis, index }) =>
        fc
          .tuple(
            random.dtype(),
            random.dtype(...indexTypes),
            random.input(shape),
            random.input(index),
            random.output(index),
          )
          .map(([dtype, indexType, x, at, out]) =>
            dtype === null || indexType === null
              ? null
              : {
                  kernel: 'gather',
                  inputs: [any(dtype, x), indices(indexType, at, shape[axis]!)],
                  attributes: { axis },
                  outputs: [any(dtype, out)],
                },
          ),
      ),
    );

    kit.cases<'gather'>('refuses indices out of range and writes nothing', ({ capabilities }) =>
      indexTypes
        .filter((type) => capabilities.dtypes.includes(type))
        .flatMap((type) =>
          [-1, 3, 2 ** 31 - 1, -(2 ** 31)].map((bad) => ({
            kernel: 'gather',
            inputs: [any('float32', flat(3)), { view: flat(4), dtype: type, value: once(type, bad, 3) }],
            attributes: { axis: 0 },
            outputs: [any('float32', flat(4))],
          })),
        ),
    );
  });

  kit.kernel('scatter', () => {
    const modes = fc.constantFrom('set', 'add', 'multiply');
    kit.property<'scatter'>(
      'changes what the indices name, along a random axis of random views, the last write winning',
      (random) =>
        place(random).chain(({ shape, axis, index }) =>
          fc
            .tuple(
              random.dtype('float32', 'float64', 'int32', 'int64'),
              random.dtype(...indexTypes),
              modes,
              random.input(index),
              random.input(index),
              random.output(shape),
            )
            .map(([dtype, indexType, mode, at, source, out]) => {
              if (dtype === null || indexType === null) return null;
              const values: Operand['value'] = (draws) =>
                mode === 'multiply' ? draws.factor(dtype) : draws.exact(dtype);
              return {
                kernel: 'scatter',
                inputs: [indices(indexType, at, shape[axis]!), { view: source, dtype, value: values }],
                attributes: { axis, mode },
                outputs: [exact(dtype, out)],
                match: { ulp: 0 },
              };
            }),
        ),
    );

    kit.cases<'scatter'>('sets every dtype', ({ capabilities }) =>
      capabilities.dtypes.map((dtype) => ({
        kernel: 'scatter',
        inputs: [indices('int32', flat(5), 7), any(dtype, flat(5))],
        attributes: { axis: 0, mode: 'set' },
        outputs: [any(dtype, flat(7))],
      })),
    );

    kit.cases<'scatter'>('refuses indices out of range and writes nothing', ({ capabilities }) =>
      indexTypes
        .filter((type) => capabilities.dtypes.includes(type))
        .flatMap((type) =>
          [-1, 3].flatMap((bad) =>
            (['set', 'add', 'multiply'] as const).map((mode) => ({
              kernel: 'scatter',
              inputs: [{ view: flat(4), dtype: type, value: once(type, bad, 3) }, exact('float32', flat(4))],
              attributes: { axis: 0, mode },
              outputs: [exact('float32', flat(3))],
            })),
          ),
        ),
    );
  });
}

/** A whole number as the dtype has it. */
function whole(dtype: DType, value: number): number | bigint {
  return dtype === 'int64' ? BigInt(value) : value;
}

/** Good indices, and `bad` as the third. */
function once(dtype: DType, bad: number, size: number): Operand['value'] {
  let count = 0;
  return (draws) => whole(dtype, count++ % 4 === 2 ? bad : draws.below(size));
}

function flat(length: number): Operand['view'] {
  return { baseShape: [length], shape: [length], strides: [1], offset: 0 };
}
