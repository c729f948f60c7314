import { numelOf } from '@nn/core';
import type { InitializerDefinition } from '../../initializer/definition.js';
import { contextOf } from '../../initializer/fill-region.js';
import { wholeOf } from '../../initializer/region.js';
import { type Check, fail } from '../check.js';
import { type ContractContext, sameBits, shown } from './context.js';

/** What stands around the array that an initializer is lent. */
const guard = 16;

/**
 * That `fill` writes every element of its region, and nothing beside it. The framework lends arrays with nothing around them; here there is
 * something, so that a write shows.
 */
export function memoryChecks({ trial, key, shapes }: ContractContext): readonly Check[] {
  const definition: InitializerDefinition<unknown, unknown> = trial.of.definition;
  if (!('fill' in definition)) return [];
  return [
    {
      name: 'writes every element of its region, reads none, and leaves the memory around it alone',
      run() {
        for (const shape of shapes) {
          for (const FloatArray of [Float32Array, Float64Array]) {
            const spec = trial.specFor(shape, FloatArray === Float32Array ? 'float32' : 'float64');
            const length = numelOf(spec.shape);
            const filled = [Number.NaN, 12345].map((before) => {
              const memory = new FloatArray(length + 2 * guard).fill(before);
              const lent = memory.subarray(guard, guard + length);
              definition.fill(trial.of.params, contextOf(spec, key, wholeOf(spec.shape)), lent);
              const around = [...memory.subarray(0, guard), ...memory.subarray(guard + length)];
              if (!around.every((x) => Object.is(x, before)))
                fail(`it has written beside its region of ${shown(shape)}`);
              return lent;
            });
            if (!sameBits(filled[0]!, filled[1]!)) fail(`some elements of ${shown(shape)} are what they were before`);
          }
        }
      },
    },
  ];
}
