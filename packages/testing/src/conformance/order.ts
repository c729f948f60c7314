import * as fc from 'fast-check';
import { plainView, type Kit } from './kit.js';

/** `scan` and `sort`: running folds and orders along a random axis of random views. */
export function orderConformance(kit: Kit): void {
  kit.kernel('scan', () => {
    kit.property<'scan'>('runs along a random axis of random views', (random) =>
      random.fullShape.chain((shape) =>
        fc
          .tuple(
            random.dtype('float32', 'float64', 'int32', 'int64'),
            fc.constantFrom('sum', 'prod', 'max', 'min'),
            fc.nat({ max: shape.length - 1 }),
            random.input(shape),
            random.output(shape),
            random.output(shape),
          )
          .map(([dtype, kind, axis, input, output, places]) => {
            if (dtype === null) return null;
            const extreme = kind === 'max' || kind === 'min';
            return {
              kernel: 'scan',
              inputs: [
                {
                  view: input,
                  dtype,
                  value: (draws) =>
                    extreme ? draws.ties(dtype) : kind === 'prod' ? draws.factor(dtype) : draws.exact(dtype),
                },
              ],
              attributes: { kind, axis },
              outputs: [
                { view: output, dtype, value: (draws) => draws.any(dtype) },
                ...(extreme ? [{ view: places, dtype: 'int64' as const, value: () => 0n }] : []),
              ],
              match: { ulp: 0 },
            };
          }),
      ),
    );

    kit.cases<'scan'>('runs along long rows', () =>
      [1, 5, 64, 500].map((size) => ({
        kernel: 'scan',
        inputs: [{ view: plainView([2, size]), dtype: 'float32', value: (draws) => draws.exact('float32') }],
        attributes: { kind: 'sum', axis: 1 },
        outputs: [{ view: plainView([2, size]), dtype: 'float32', value: (draws) => draws.any('float32') }],
        match: { ulp: 0 },
      })),
    );
  });

  kit.kernel('sort', () => {
    kit.property<'sort'>('orders along a random axis of random views, stable, NaN greatest', (random) =>
      random.fullShape.chain((shape) =>
        fc
          .tuple(
            random.dtype(),
            fc.boolean(),
            fc.nat({ max: shape.length - 1 }),
            random.input(shape),
            random.output(shape),
            random.output(shape),
          )
          .map(([dtype, descending, axis, input, output, places]) =>
            dtype === null
              ? null
              : {
                  kernel: 'sort',
                  inputs: [{ view: input, dtype, value: (draws) => draws.ties(dtype) }],
                  attributes: { axis, descending },
                  outputs: [
                    { view: output, dtype, value: (draws) => draws.any(dtype) },
                    { view: places, dtype: 'int64', value: () => 0n },
                  ],
                },
          ),
      ),
    );

    kit.cases<'sort'>('orders long rows with few different values', () =>
      [1, 2, 10, 100, 1000].flatMap((size) =>
        [false, true].map((descending) => ({
          kernel: 'sort',
          inputs: [{ view: plainView([2, size]), dtype: 'float32', value: (draws) => draws.ties('float32') }],
          attributes: { axis: 1, descending },
          outputs: [
            { view: plainView([2, size]), dtype: 'float32', value: () => 0 },
            { view: plainView([2, size]), dtype: 'int64', value: () => 0n },
          ],
        })),
      ),
    );
  });
}
