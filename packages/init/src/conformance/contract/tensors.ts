import { numelOf, type Shape } from '@nn/core';
import { fillRegion } from '../../initializer/fill-region.js';
import { roundTo16Bits } from '../../initializer/round-to-16-bits.js';
import { wholeOf } from '../../initializer/region.js';
import { type Check, fail } from '../check.js';
import { type ContractContext, sameBits, shown } from './context.js';
import { codeOf } from './refused.js';

/** Without elements, and up to five dimensions. */
const tried: readonly Shape[] = [
  [],
  [0],
  [3],
  [2, 0],
  [3, 4],
  [0, 2, 2],
  [2, 2, 3],
  [3, 2, 2, 2],
  [2, 1, 2, 3, 2],
  [2, 0, 1, 2, 2],
];

/** What holds for tensors of all shapes and dtypes. */
export function tensorChecks({ trial, key, shapes, settings }: ContractContext): readonly Check[] {
  return [
    {
      name: 'fills tensors of 0 to 5 dimensions, also without elements, or refuses them with a coded error',
      run() {
        for (const shape of [...tried, ...shapes]) {
          for (const dtype of settings.dtypes) {
            const refused =
              codeOf(() => trial.specFor(shape, dtype)) ?? (trial.accepts(shape, dtype) ? null : 'INITIALIZER');
            if (refused === null) trial.values(shape, dtype, key);
          }
        }
        if (shapes.length === 0)
          fail('it takes none of the shapes that were tried: name some by { shapes }, or declare a { spec }');
      },
    },
    {
      name: 'gives finite values, but where it claims others',
      run() {
        for (const shape of shapes) {
          const { invariants = [] } = trial.claim(shape, 'float32');
          const claimsNone = invariants.some(
            (one) => one.invariant === 'exact' && Number.isNaN(one.value(shape.map(() => 0))),
          );
          const count = trial.values(shape, 'float32', key).filter((x) => !Number.isFinite(x)).length;
          if (count > 0 && !claimsNone)
            fail(`${count} of the ${numelOf(shape)} elements of ${shown(shape)} are not finite`);
        }
      },
    },
    {
      name: 'gives 16-bit floats that are the float32 values, rounded once',
      run() {
        for (const dtype of ['float16', 'bfloat16'] as const) {
          for (const shape of shapes.filter((one) => trial.accepts(one, dtype))) {
            const spec = trial.specFor(shape, dtype);
            const short = new Float32Array(numelOf(spec.shape));
            fillRegion(trial.of, spec, key, wholeOf(spec.shape), short);
            const single = trial.values(shape, 'float32', key) as Float32Array;
            if (!sameBits(roundTo16Bits(short, dtype), roundTo16Bits(single, dtype)))
              fail(`${shown(shape)} in ${dtype} are other numbers`);
          }
        }
      },
    },
  ];
}
